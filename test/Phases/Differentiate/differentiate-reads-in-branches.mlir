// The reverse of a maximum reads the rows that it changes. Both branches read rows of %a, which take less than %a together,
// so that the loop saves these.
// RUN: ag-opt %s --grad=main --to=differentiate | FileCheck %s
// RUN: ag-run %s --entry=main --input=randn:1 --input=iota --input=randn:2 --verify-grad

// CHECK-LABEL: func.func @main_grad
// CHECK: scf.for
// CHECK-NOT: tensor.insert_slice {{.*}} into tensor<{{[0-9]+}}x50x4xf64>
// CHECK: return
func.func @main(%x: tensor<50x4xf64>, %p: tensor<5xi64>, %u: tensor<2x4xf64>) -> tensor<50x4xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %t = %c0 to %c5 step %c1 iter_args(%a = %x) -> (tensor<50x4xf64>) {
    %b = arith.cmpi slt, %t, %c2 : index
    %w = scf.if %b -> (tensor<50x4xf64>) {
      %i = ag.slice %p [1] [2] [1] : tensor<5xi64> -> tensor<2xi64>
      %d = ag.scatter max 0 drop %a, %i, %u : tensor<50x4xf64>, tensor<2xi64>, tensor<2x4xf64> -> tensor<50x4xf64>
      scf.yield %d : tensor<50x4xf64>
    } else {
      %i = ag.slice %p [3] [2] [1] : tensor<5xi64> -> tensor<2xi64>
      %s = ag.exp %u : tensor<2x4xf64>
      %d = ag.scatter min 0 drop %a, %i, %s : tensor<50x4xf64>, tensor<2xi64>, tensor<2x4xf64> -> tensor<50x4xf64>
      scf.yield %d : tensor<50x4xf64>
    }
    scf.yield %w : tensor<50x4xf64>
  }
  return %r : tensor<50x4xf64>
}
