// A yielded value is computed in a slice only if a branch, or the demand of the
// inserting op, has checked the bounds of the slice before.
// RUN: ag-run %s --entry=guarded --on=cpu --input=iota --input=ones --input=iota --same-as=%s
// RUN: not ag-run %s --entry=demanded --on=cpu --input=iota --input=ones --input=iota 2>&1 | FileCheck %s
// CHECK: error: tensor.insert_slice: 4 elements from 1000000000000 on, 1 apart, do not fit into a dimension of 16

func.func @guarded(%x: tensor<4xi64>, %y: tensor<16xi64>, %k: tensor<3xi64>) -> tensor<16xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c12 = arith.constant 12 : index
  %n0 = tensor.extract %k[%c0] : tensor<3xi64>
  %z = arith.constant 0 : i64
  %b = arith.cmpi sgt, %n0, %z : i64
  %far = arith.constant 1000000000000 : i64
  %k1 = tensor.extract %k[%c1] : tensor<3xi64>
  %m0 = arith.muli %k1, %far : i64
  %m = arith.index_cast %m0 : i64 to index
  %fits = arith.cmpi ule, %m, %c12 : index
  %s = scf.if %b -> tensor<4xi64> {
    %t = ag.reduce sum %x [0] : tensor<4xi64> -> tensor<i64>
    %u = ag.broadcast %t [] : tensor<i64> -> tensor<4xi64>
    scf.yield %u : tensor<4xi64>
  } else {
    %t = ag.reduce max %x [0] : tensor<4xi64> -> tensor<i64>
    %u = ag.broadcast %t [] : tensor<i64> -> tensor<4xi64>
    scf.yield %u : tensor<4xi64>
  }
  %r = scf.if %fits -> tensor<16xi64> {
    %q = tensor.insert_slice %s into %y[%m] [4] [1] : tensor<4xi64> into tensor<16xi64>
    %w = ag.reduce sum %q [0] : tensor<16xi64> -> tensor<i64>
    %v = ag.broadcast %w [] : tensor<i64> -> tensor<16xi64>
    %p = ag.add %q, %v : tensor<16xi64>
    scf.yield %p : tensor<16xi64>
  } else {
    scf.yield %y : tensor<16xi64>
  }
  return %r : tensor<16xi64>
}

func.func @demanded(%x: tensor<4xi64>, %y: tensor<16xi64>, %k: tensor<3xi64>) -> tensor<16xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c12 = arith.constant 12 : index
  %n0 = tensor.extract %k[%c0] : tensor<3xi64>
  %z = arith.constant 0 : i64
  %b = arith.cmpi sgt, %n0, %z : i64
  %far = arith.constant 1000000000000 : i64
  %k1 = tensor.extract %k[%c1] : tensor<3xi64>
  %m0 = arith.muli %k1, %far : i64
  %m = arith.index_cast %m0 : i64 to index
  %fits = arith.cmpi ule, %m, %c12 : index
  %s = scf.if %b -> tensor<4xi64> {
    %t = ag.reduce sum %x [0] : tensor<4xi64> -> tensor<i64>
    %u = ag.broadcast %t [] : tensor<i64> -> tensor<4xi64>
    scf.yield %u : tensor<4xi64>
  } else {
    %t = ag.reduce max %x [0] : tensor<4xi64> -> tensor<i64>
    %u = ag.broadcast %t [] : tensor<i64> -> tensor<4xi64>
    scf.yield %u : tensor<4xi64>
  }
  %q = tensor.insert_slice %s into %y[%m] [4] [1] : tensor<4xi64> into tensor<16xi64>
  %w = ag.reduce sum %q [0] : tensor<16xi64> -> tensor<i64>
  %v = ag.broadcast %w [] : tensor<i64> -> tensor<16xi64>
  %p = ag.add %q, %v : tensor<16xi64>
  return %p : tensor<16xi64>
}
