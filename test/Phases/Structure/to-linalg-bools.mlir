// A scalar i1 beside tensors that hold i1 as bytes: as an operand, a result,
// and a yielded value.
// RUN: ag-opt %s --ag-to-linalg | FileCheck %s
// RUN: ag-run %s --dim=n=3 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --dim=n=1 --on=cpu --input=randn:2 --opt=0 --same-as=%s

// CHECK-LABEL: func.func @main
// CHECK: %[[BYTE:.*]] = tensor.extract
// CHECK: %[[BOOL:.*]] = arith.trunci %[[BYTE]] : i8 to i1
// CHECK: tensor.pad
// CHECK: %[[PAD:.*]] = arith.extui %[[BOOL]] : i1 to i8
// CHECK-NEXT: tensor.yield %[[PAD]] : i8
// CHECK: tensor.insert %{{.*}} into %{{.*}} : tensor<?xi8>
// CHECK: tensor.splat %{{.*}} : tensor<?xi8>
// CHECK: tensor.from_elements %{{.*}} : tensor<2xi8>
// CHECK: tensor.generate
// CHECK: tensor.yield %{{.*}} : i8
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : i1) outs(%{{.*}} : tensor<i8>)
func.func @main(%x: tensor<?xi1> {ag.dims = ["n"]}, %u: tensor<?xui8> {ag.dims = ["n"]})
    -> (tensor<?xi1>, tensor<?xi1>, tensor<?xi1>, tensor<2xi1>, tensor<?xi1>, tensor<?xui8>, tensor<i1>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xi1>
  %b = tensor.extract %x[%c0] : tensor<?xi1>
  %v = tensor.extract %u[%c0] : tensor<?xui8>
  %true = arith.constant true
  %no = arith.xori %b, %true : i1
  %0 = tensor.pad %x low[%n] high[2] {
  ^bb0(%i: index):
    tensor.yield %b : i1
  } : tensor<?xi1> to tensor<?xi1>
  %1 = tensor.insert %no into %x[%c0] : tensor<?xi1>
  %2 = tensor.splat %no[%n] : tensor<?xi1>
  %3 = tensor.from_elements %b, %no : tensor<2xi1>
  %4 = tensor.generate %n {
  ^bb0(%i: index):
    %even = arith.cmpi ult, %i, %c1 : index
    tensor.yield %even : i1
  } : tensor<?xi1>
  %5 = tensor.pad %u low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %v : ui8
  } : tensor<?xui8> to tensor<?xui8>
  %e = tensor.empty() : tensor<i1>
  %6 = linalg.fill ins(%no : i1) outs(%e : tensor<i1>) -> tensor<i1>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<?xi1>, tensor<?xi1>, tensor<?xi1>, tensor<2xi1>, tensor<?xi1>, tensor<?xui8>, tensor<i1>
}
