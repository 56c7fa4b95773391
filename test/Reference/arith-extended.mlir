// Both halves of an unsigned product, at each width.
// RUN: ag-run %s --input=randn:5 | FileCheck %s
// RUN: ag-run %s --input=randn:5 --on=cpu --same-as=%s
// CHECK: i8[2] [6, -5]
// CHECK-NEXT: i64[2] [-9, 2]
func.func @f(%x: tensor<1xi8>, %y: tensor<1xi64>) -> (tensor<2xi8>, tensor<2xi64>) {
  %c0 = arith.constant 0 : index
  %a = tensor.extract %x[%c0] : tensor<1xi8>
  %b = tensor.extract %y[%c0] : tensor<1xi64>
  %m = arith.constant -3 : i8
  %n = arith.constant -3 : i64
  %l, %h = arith.mului_extended %a, %m : i8
  %p, %q = arith.mului_extended %b, %n : i64
  %r = tensor.from_elements %l, %h : tensor<2xi8>
  %s = tensor.from_elements %p, %q : tensor<2xi64>
  return %r, %s : tensor<2xi8>, tensor<2xi64>
}
