// RUN: mkdir -p %t && ag-compile %s -o %t/one.o && ag-compile %s --name=two --opt=0 -o %t/two.o
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I %t %S/Inputs/failures.c %t/one.o %t/two.o -lm -o %t/failures
// RUN: %t/failures | FileCheck %s

// One program has two artefacts. Their entries have names of C's functions and
// of the runtime, fail, and still run afterwards.
// CHECK: one: fails as it should
// CHECK: two: fails as it should

func.func @malloc(%x: tensor<?x2xi32>, %i: tensor<?xi64>) -> tensor<?x2xi32> {
  %0 = ag.gather 0 error %x, %i : tensor<?x2xi32>, tensor<?xi64> -> tensor<?x2xi32>
  return %0 : tensor<?x2xi32>
}

func.func @erff(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %0 = ag.erf %x : tensor<?xf32>
  %1 = ag.add %0, %y : tensor<?xf32>
  return %1 : tensor<?xf32>
}

func.func @ag_rt_fail(%x: tensor<?x?xi8>, %n: tensor<i64>) -> tensor<i8> {
  %0 = tensor.extract %n[] : tensor<i64>
  %size = arith.index_cast %0 : i64 to index
  %1 = ag.reshape %x (%size) : tensor<?x?xi8> -> tensor<?xi8>
  %2 = ag.reduce sum %1 [0] : tensor<?xi8> -> tensor<i8>
  return %2 : tensor<i8>
}

func.func @main(%x: tensor<?xi8>, %from: tensor<i64>) -> tensor<i8> {
  %0 = tensor.extract %from[] : tensor<i64>
  %offset = arith.index_cast %0 : i64 to index
  %1 = ag.slice %x [%offset] [2] [3] : tensor<?xi8> -> tensor<2xi8>
  %2 = ag.reduce sum %1 [0] : tensor<2xi8> -> tensor<i8>
  return %2 : tensor<i8>
}

func.func @"a loop"(%x: tensor<?xi8>) -> tensor<i8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = scf.for %i = %c0 to %c2 step %c1 iter_args(%a = %x) -> (tensor<?xi8>) {
    %1 = ag.concat 0 %a, %a : tensor<?xi8>, tensor<?xi8> -> tensor<?xi8>
    scf.yield %1 : tensor<?xi8>
  }
  %2 = ag.reduce sum %0 [0] : tensor<?xi8> -> tensor<i8>
  return %2 : tensor<i8>
}
