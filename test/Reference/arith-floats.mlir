// Floats and NaNs, in double and in their declared types; tensors.
// RUN: ag-run %s --entry=floats | FileCheck %s --check-prefix=FLOATS
// RUN: ag-run %s --entry=tensors --input=iota | FileCheck %s --check-prefix=TENSORS
// RUN: ag-run %s --entry=rounded | FileCheck %s --check-prefix=DOUBLE
// RUN: ag-run %s --entry=rounded --precision=declared | FileCheck %s --check-prefix=DECLARED

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
