// Integer exponents, which upstream lowers for few types, agree with the interpreter. A float is raised to the
// exponent as a float of at least 32 bits. Powers of integers are products; a negative exponent gives 0, 1 or -1.
// RUN: ag-opt --ag-insert-checks --canonicalize %s | FileCheck %s
// RUN: ag-run %s --entry=numbers --print | FileCheck %s --check-prefix=NUMBERS
// RUN: ag-run %s --entry=numbers --on=cpu --same-as=%s
// RUN: ag-run %s --entry=given --input=randn:1 --on=cpu --opt=0 --same-as=%s
// RUN: ag-run %s --entry=third --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

// CHECK-LABEL: func @third
// CHECK: %[[THREE:.*]] = arith.constant 3.000000e+00 : f32
// CHECK: linalg.generic
// CHECK: math.powf %{{.*}}, %[[THREE]] : f32
func.func @third(%x: tensor<9xf32>) -> tensor<9xf32> {
  %three = arith.constant 3 : i64
  %e = tensor.empty() : tensor<9xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<9xf32>) outs(%e : tensor<9xf32>) {
  ^bb0(%in: f32, %out: f32):
    %1 = math.fpowi %in, %three : f32, i64
    linalg.yield %1 : f32
  } -> tensor<9xf32>
  return %0 : tensor<9xf32>
}

// CHECK-LABEL: func private @half
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK: arith.sitofp %{{.*}} : i32 to f32
// CHECK: math.powf
// CHECK: arith.truncf
func.func private @half(%x: f16, %n: i32) -> f16 {
  %0 = math.fpowi %x, %n : f16, i32
  return %0 : f16
}

func.func @numbers() -> (tensor<5xf32>, tensor<4xbf16>, tensor<5xi32>) {
  %x = arith.constant dense<[-1.5, 0.0, -0.0, 2.0, -1.0]> : tensor<5xf32>
  %n = arith.constant dense<[3, -1, -1, -9223372036854775808, -9223372036854775808]> : tensor<5xi64>
  // NUMBERS: f32[5] [-3.375, inf, -inf, 0, 1]
  %0 = math.fpowi %x, %n : tensor<5xf32>, tensor<5xi64>
  %b = arith.constant dense<[-1.0, 2.0, 0.0, -2.0]> : tensor<4xbf16>
  %m = arith.constant dense<[257, 7, 0, -1]> : tensor<4xi32>
  // NUMBERS-NEXT: bf16[4] [-1, 128, 1, -0.5]
  %1 = math.fpowi %b, %m : tensor<4xbf16>, tensor<4xi32>
  %i = arith.constant dense<[-3, 2, -1, 0, 7]> : tensor<5xi32>
  %k = arith.constant dense<[3, -1, -2147483648, 0, 2147483647]> : tensor<5xi32>
  // NUMBERS-NEXT: i32[5] [-27, 0, 1, 1, -1227133513]
  %2 = math.ipowi %i, %k : tensor<5xi32>
  return %0, %1, %2 : tensor<5xf32>, tensor<4xbf16>, tensor<5xi32>
}

func.func @given(%x: tensor<37xf16>, %n: tensor<37xi32>, %y: tensor<37xf64>, %i: tensor<37xi64>) -> (tensor<37xf16>, tensor<37xf64>, tensor<37xi64>) {
  %0 = math.fpowi %x, %n : tensor<37xf16>, tensor<37xi32>
  %1 = math.fpowi %y, %i : tensor<37xf64>, tensor<37xi64>
  %2 = math.ipowi %i, %i : tensor<37xi64>
  return %0, %1, %2 : tensor<37xf16>, tensor<37xf64>, tensor<37xi64>
}
