// Signs are the ops', and widths wrap.
// RUN: ag-run %s --entry=signs | FileCheck %s --check-prefix=SIGNS
// RUN: ag-run %s --entry=bits | FileCheck %s --check-prefix=BITS
// RUN: ag-run %s --entry=floats | FileCheck %s --check-prefix=FLOATS
// RUN: ag-run %s --entry=tensors --input=iota | FileCheck %s --check-prefix=TENSORS
// RUN: ag-run %s --entry=rounded | FileCheck %s --check-prefix=DOUBLE
// RUN: ag-run %s --entry=rounded --precision=declared | FileCheck %s --check-prefix=DECLARED

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

func.func @floats() -> (f32, f32, i1, i1, i8, i8) {
  %nan = arith.constant 0x7FC00000 : f32
  %x = arith.constant 300.0 : f32
  // FLOATS: f32[] nan
  %0 = arith.maximumf %nan, %x : f32
  // FLOATS-NEXT: f32[] 300
  %1 = arith.maxnumf %nan, %x : f32
  // FLOATS-NEXT: i1[] false
  %2 = arith.cmpf olt, %nan, %x : f32
  // FLOATS-NEXT: i1[] true
  %3 = arith.cmpf ult, %nan, %x : f32
  // FLOATS-NEXT: i8[] 127
  %4 = arith.fptosi %x : f32 to i8
  // FLOATS-NEXT: i8[] -1
  %5 = arith.fptoui %x : f32 to i8
  return %0, %1, %2, %3, %4, %5 : f32, f32, i1, i1, i8, i8
}

func.func @tensors(%x: tensor<3xf32>) -> tensor<3xf32> {
  %two = arith.constant dense<2.0> : tensor<3xf32>
  %0 = math.powf %x, %two : tensor<3xf32>
  %one = arith.constant dense<1.0> : tensor<3xf32>
  %mask = arith.cmpf oge, %0, %one : tensor<3xf32>
  // TENSORS: f32[3] [2, 1, 4]
  %1 = arith.select %mask, %0, %two : tensor<3xi1>, tensor<3xf32>
  return %1 : tensor<3xf32>
}

func.func @rounded() -> f16 {
  %big = arith.constant 2048.0 : f16
  %one = arith.constant 1.0 : f16
  // DOUBLE: f16[] 2049
  // DECLARED: f16[] 2048
  %0 = arith.addf %big, %one : f16
  return %0 : f16
}
