// RUN: ag-run %s --entry=triangle --print | FileCheck %s --check-prefix=TRIANGLE
// RUN: ag-run %s --entry=empty --print | FileCheck %s --check-prefix=EMPTY
// RUN: ag-run %s --entry=digits --print | FileCheck %s --check-prefix=DIGITS

// A bound is the maximum or minimum of its map's results; an affine.if tests a set.
// The indices are 3, 5, 7: the first is less than 4, and the last is 7.
// TRIANGLE: i64[] 3121
func.func @triangle() -> i64 {
  %c0 = arith.constant 0 : i64
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  %c3 = arith.constant 3 : i64
  %c10 = arith.constant 10 : i64
  %n = arith.constant 9 : index
  %r = affine.for %i = max affine_map<(d) -> (0, d - 6)>(%n) to min affine_map<(d) -> (d, d + 3)>(%n) step 2 iter_args(%s = %c3) -> i64 {
    %ten = arith.muli %s, %c10 : i64
    %digit = affine.if affine_set<(d) : (d - 4 >= 0)>(%i) -> i64 {
      %seven = affine.if affine_set<(d) : (d - 7 == 0)>(%i) -> i64 {
        affine.yield %c1 : i64
      } else {
        affine.yield %c2 : i64
      }
      affine.yield %seven : i64
    } else {
      affine.yield %c1 : i64
    }
    %t = arith.addi %ten, %digit : i64
    affine.yield %t : i64
  }
  return %r : i64
}

// EMPTY: i64[] 1
func.func @empty() -> i64 {
  %c1 = arith.constant 1 : i64
  %r = affine.for %i = 5 to 5 iter_args(%s = %c1) -> i64 {
    %t = arith.addi %s, %s : i64
    affine.yield %t : i64
  }
  return %r : i64
}

// 1234 is 20 * 60 + 34, and 0 days, 20 hours and 34 minutes.
// DIGITS: i64[] 20
// DIGITS: i64[] 34
// DIGITS: i64[] 0
func.func @digits() -> (i64, i64, i64) {
  %n = arith.constant 1234 : index
  %hours = arith.constant 24 : index
  %two:2 = affine.delinearize_index %n into (60) : index, index
  %three:3 = affine.delinearize_index %n into (2, %hours, 60) : index, index, index
  %0 = arith.index_cast %two#0 : index to i64
  %1 = arith.index_cast %three#2 : index to i64
  %2 = arith.index_cast %three#0 : index to i64
  return %0, %1, %2 : i64, i64, i64
}
