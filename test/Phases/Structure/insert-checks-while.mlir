// The counter of a while loop has no bounds, which is no error.
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-opt --ag-insert-checks %s | FileCheck %s
// CHECK: ag.require %{{.*}}, "tensor.extract_slice: a size is {0}, less than 0"
func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.while (%i = %c0, %s = %x) : (index, tensor<3xf32>) -> (index, tensor<3xf32>) {
    %go = arith.cmpi ult, %i, %c3 : index
    scf.condition(%go) %i, %s : index, tensor<3xf32>
  } do {
  ^bb0(%j: index, %t: tensor<3xf32>):
    %n = arith.subi %c3, %j : index
    %p = tensor.extract_slice %x[0] [%n] [1] : tensor<3xf32> to tensor<?xf32>
    %u = tensor.insert_slice %p into %t[0] [%n] [1] : tensor<?xf32> into tensor<3xf32>
    %k = arith.addi %j, %c1 : index
    scf.yield %k, %u : index, tensor<3xf32>
  }
  return %r#1 : tensor<3xf32>
}
