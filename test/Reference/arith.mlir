// Signedness is that of the op, and integers wrap at their width.
// RUN: ag-run %s --entry=signs | FileCheck %s --check-prefix=SIGNS
// RUN: ag-run %s --entry=bits | FileCheck %s --check-prefix=BITS

func.func @signs() -> (i8, i8, i8, i1, i1, f32, f32, i8, i8, i8, i8) {
  %a = arith.constant -7 : i8
  %b = arith.constant 2 : i8
  // SIGNS: i8[] -3
  %0 = arith.divsi %a, %b : i8
  // SIGNS-NEXT: i8[] 124
  %1 = arith.divui %a, %b : i8
  // SIGNS-NEXT: i8[] -4
  %2 = arith.floordivsi %a, %b : i8
  // SIGNS-NEXT: i1[] true
  %3 = arith.cmpi slt, %a, %b : i8
  // SIGNS-NEXT: i1[] false
  %4 = arith.cmpi ult, %a, %b : i8
  // SIGNS-NEXT: f32[] -7
  %5 = arith.sitofp %a : i8 to f32
  // SIGNS-NEXT: f32[] 249
  %6 = arith.uitofp %a : i8 to f32
  // SIGNS-NEXT: i8[] -4
  %c1 = arith.constant 1 : i8
  %7 = arith.shrsi %a, %c1 : i8
  // SIGNS-NEXT: i8[] 124
  %8 = arith.shrui %a, %c1 : i8
  // SIGNS-NEXT: i8[] 125
  %9 = arith.ceildivui %a, %b : i8
  // SIGNS-NEXT: i8[] -3
  %10 = arith.ceildivsi %a, %b : i8
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10 : i8, i8, i8, i1, i1, f32, f32, i8, i8, i8, i8
}

func.func @bits() -> (i32, i32, i1, i1, f32, i1, i1) {
  %true = arith.constant true
  // BITS: i32[] -1
  %0 = arith.extsi %true : i1 to i32
  // BITS-NEXT: i32[] 1
  %1 = arith.extui %true : i1 to i32
  %two = arith.constant 2 : i32
  // BITS-NEXT: i1[] false
  %2 = arith.trunci %two : i32 to i1
  // BITS-NEXT: i1[] false
  %3 = arith.addi %true, %true : i1
  // BITS-NEXT: f32[] -1
  %4 = arith.sitofp %true : i1 to f32
  %false = arith.constant false
  // BITS-NEXT: i1[] true
  %5 = arith.cmpi slt, %true, %false : i1
  // BITS-NEXT: i1[] false
  %6 = arith.maxsi %true, %false : i1
  return %0, %1, %2, %3, %4, %5, %6 : i32, i32, i1, i1, f32, i1, i1
}
