// RUN: mkdir -p %t && ag-compile %s -o %t/control.o
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/control.c %t/control.o -lm -o %t/control
// RUN: %t/control | FileCheck %s

// CHECK: fibonacci: right
func.func @fibonacci(%x: tensor<?xi64>, %y: tensor<?xi64>, %times: tensor<i32>) -> (tensor<?xi64>, tensor<?xi64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %k = tensor.extract %times[] : tensor<i32>
  %n = arith.index_cast %k : i32 to index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<?xi64>, tensor<?xi64>) {
    %s = ag.add %a, %b : tensor<?xi64>
    scf.yield %b, %s : tensor<?xi64>, tensor<?xi64>
  }
  return %r#0, %r#1 : tensor<?xi64>, tensor<?xi64>
}

// CHECK: swap: right
func.func @swap(%x: tensor<?xi64>, %y: tensor<?xi64>, %times: tensor<i32>) -> (tensor<?xi64>, tensor<?xi64>) {
  %zero = arith.constant dense<0> : tensor<i32>
  %one = arith.constant dense<1> : tensor<i32>
  %r:3 = scf.while (%a = %x, %b = %y, %k = %zero) : (tensor<?xi64>, tensor<?xi64>, tensor<i32>) -> (tensor<?xi64>, tensor<i32>, tensor<?xi64>) {
    %0 = ag.compare lt %k, %times : tensor<i32>, tensor<i32> -> tensor<i1>
    %go = tensor.extract %0[] : tensor<i1>
    scf.condition(%go) %b, %k, %a : tensor<?xi64>, tensor<i32>, tensor<?xi64>
  } do {
  ^bb0(%b: tensor<?xi64>, %k: tensor<i32>, %a: tensor<?xi64>):
    %1 = ag.add %k, %one : tensor<i32>
    scf.yield %b, %a, %1 : tensor<?xi64>, tensor<?xi64>, tensor<i32>
  }
  return %r#2, %r#0 : tensor<?xi64>, tensor<?xi64>
}

// choose returns the sum or an argument, and the maximum.
// CHECK: choose: right
func.func @choose(%x: tensor<?xi64> {ag.dims = ["n"]}, %y: tensor<?xi64> {ag.dims = ["n"]}, %which: tensor<i32>)
    -> (tensor<?xi64>, tensor<?xi64>) {
  %zero = arith.constant dense<0> : tensor<i32>
  %0 = ag.compare eq %which, %zero : tensor<i32>, tensor<i32> -> tensor<i1>
  %c = tensor.extract %0[] : tensor<i1>
  %1 = scf.if %c -> (tensor<?xi64>) {
    %2 = ag.add %x, %y : tensor<?xi64>
    scf.yield %2 : tensor<?xi64>
  } else {
    scf.yield %x : tensor<?xi64>
  }
  %3 = arith.select %c, %x, %y : tensor<?xi64>
  return %1, %3 : tensor<?xi64>, tensor<?xi64>
}
