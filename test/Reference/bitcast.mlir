// The bits of floats, as integers and back, in bodies and of scalars.
// RUN: ag-run %s --entry=values | FileCheck %s
// RUN: ag-run %s --entry=bodies --input=wide:1 --on=cpu --march=x86-64-v2 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %s --entry=bodies --input=wide:2 --on=cpu --march=x86-64-v3 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %s --entry=bodies --input=wide:3 --on=cpu --march=%widest --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %s --entry=bodies --input=wide:4 --on=emulator --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %s --entry=scalars --input=wide:5 --on=cpu --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %s --entry=scalars --input=wide:6 --on=emulator --same-as=%s | FileCheck %s --check-prefix=SAME
// SAME: same: {{6|8}} results
// RUN: not ag-run %s --entry=bodies --verify-grad 2>&1 | FileCheck %s --check-prefix=BITS
// RUN: not ag-run %s --entry=scalars --verify-grad 2>&1 | FileCheck %s --check-prefix=BITS
// BITS: bitcast.mlir:[[#]]:[[#]]: error: 'arith.bitcast' has no derivative: it reads the bits of a float;

func.func @values() -> (tensor<2xi32>, tensor<2xf32>, tensor<2xi16>, tensor<2xbf16>, i64, f16) {
  %x = arith.constant dense<[1.0, -0.0]> : tensor<2xf32>
  // CHECK: i32[2] [1065353216, -2147483648]
  %0 = arith.bitcast %x : tensor<2xf32> to tensor<2xi32>
  %i = arith.constant dense<[1073741824, 1]> : tensor<2xi32>
  // CHECK-NEXT: f32[2] [2, 1.40129846e-45]
  %1 = arith.bitcast %i : tensor<2xi32> to tensor<2xf32>
  %h = arith.constant dense<[1.0, -2.0]> : tensor<2xf16>
  // CHECK-NEXT: i16[2] [15360, -16384]
  %2 = arith.bitcast %h : tensor<2xf16> to tensor<2xi16>
  // CHECK-NEXT: bf16[2] [0.0078125, -2]
  %3 = arith.bitcast %h : tensor<2xf16> to tensor<2xbf16>
  %d = arith.constant 1.0 : f64
  // CHECK-NEXT: i64[] 4607182418800017408
  %4 = arith.bitcast %d : f64 to i64
  %j = arith.constant 0x7C00 : i16
  // CHECK-NEXT: f16[] inf
  %5 = arith.bitcast %j : i16 to f16
  return %0, %1, %2, %3, %4, %5 : tensor<2xi32>, tensor<2xf32>, tensor<2xi16>, tensor<2xbf16>, i64, f16
}

// The next float above each, as of nextafter, the power of two below it, and the halves of sums of bits.
#e = affine_map<(d) -> (d)>
func.func @bodies(%x: tensor<100xf64>) -> (tensor<100xf64>, tensor<100xf32>, tensor<100xbf16>, tensor<100xf16>, tensor<100xi32>,
    tensor<100xi16>, tensor<100xi16>, tensor<100xbf16>) {
  %d = tensor.empty() : tensor<100xf64>
  %f = tensor.empty() : tensor<100xf32>
  %b = tensor.empty() : tensor<100xbf16>
  %h = tensor.empty() : tensor<100xf16>
  %i = tensor.empty() : tensor<100xi32>
  %s = tensor.empty() : tensor<100xi16>
  %r:8 = linalg.generic {indexing_maps = [#e, #e, #e, #e, #e, #e, #e, #e, #e], iterator_types = ["parallel"]}
      ins(%x : tensor<100xf64>) outs(%d, %f, %b, %h, %i, %s, %s, %b : tensor<100xf64>, tensor<100xf32>, tensor<100xbf16>,
          tensor<100xf16>, tensor<100xi32>, tensor<100xi16>, tensor<100xi16>, tensor<100xbf16>) {
  ^bb0(%e: f64, %o0: f64, %o1: f32, %o2: bf16, %o3: f16, %o4: i32, %o5: i16, %o6: i16, %o7: bf16):
    %one = arith.constant 1 : i64
    %exponent = arith.constant 0x7F800000 : i32
    %two = arith.constant 2 : i16
    %0 = arith.bitcast %e : f64 to i64
    %1 = arith.addi %0, %one : i64
    %2 = arith.bitcast %1 : i64 to f64
    %3 = arith.truncf %e : f64 to f32
    %4 = arith.bitcast %3 : f32 to i32
    %5 = arith.andi %4, %exponent : i32
    %6 = arith.bitcast %5 : i32 to f32
    %7 = arith.truncf %e : f64 to bf16
    %8 = arith.bitcast %7 : bf16 to i16
    %9 = arith.addi %8, %two : i16
    %10 = arith.bitcast %9 : i16 to bf16
    %11 = arith.truncf %e : f64 to f16
    %12 = arith.bitcast %11 : f16 to i16
    %13 = arith.shrui %12, %two : i16
    %14 = arith.bitcast %13 : i16 to f16
    %15 = arith.bitcast %14 : f16 to bf16
    linalg.yield %2, %6, %10, %14, %4, %8, %12, %15 : f64, f32, bf16, f16, i32, i16, i16, bf16
  } -> (tensor<100xf64>, tensor<100xf32>, tensor<100xbf16>, tensor<100xf16>, tensor<100xi32>, tensor<100xi16>, tensor<100xi16>,
    tensor<100xbf16>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7 : tensor<100xf64>, tensor<100xf32>, tensor<100xbf16>, tensor<100xf16>,
    tensor<100xi32>, tensor<100xi16>, tensor<100xi16>, tensor<100xbf16>
}

func.func @scalars(%e: f32) -> (i32, f32, i16, i16, f32, bf16) {
  %one = arith.constant 1 : i32
  %0 = arith.bitcast %e : f32 to i32
  %1 = arith.addi %0, %one : i32
  %2 = arith.bitcast %1 : i32 to f32
  %h = arith.truncf %e : f32 to f16
  %b = arith.truncf %e : f32 to bf16
  %3 = arith.bitcast %h : f16 to i16
  %4 = arith.bitcast %b : bf16 to i16
  %5 = arith.bitcast %4 : i16 to f16
  %6 = arith.extf %5 : f16 to f32
  %7 = arith.bitcast %3 : i16 to bf16
  return %0, %2, %3, %4, %6, %7 : i32, f32, i16, i16, f32, bf16
}
