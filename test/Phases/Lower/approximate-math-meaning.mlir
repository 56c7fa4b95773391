// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s --rtol=2.4e-7 --atol=0
// RUN: not ag-run %s --input=randn:1 --on=cpu --same-as=%s --rtol=1e-8 --atol=0
// RUN: ag-run %s --entry=doubles --input=randn:1 --on=cpu --same-as=%s --rtol=6e-16 --atol=0
// RUN: ag-run %s --entry=ends --input=randn:1 --on=cpu --same-as=%s --rtol=3e-16 --atol=0
// RUN: ag-run %s --entry=hyperbolic --input=wide:1 --on=cpu --same-as=%s --rtol=4.8e-7 --atol=0
// RUN: ag-run %s --entry=hyperbolic_ends --input=ones --on=cpu --same-as=%s --rtol=5e-16 --atol=0
// RUN: ag-run %s --entry=powers --input=randn:1 --on=cpu --same-as=%s --rtol=2.4e-7 --atol=0

// Functions without an ag op are within two units in the last place.
func.func @main(%x: tensor<4096xf32>) -> (tensor<4096xf32>, tensor<4096xf32>) {
  %0 = arith.mulf %x, %x : tensor<4096xf32>
  %1 = arith.mulf %x, %0 : tensor<4096xf32>
  %2 = math.expm1 %1 : tensor<4096xf32>
  %3 = math.log1p %1 : tensor<4096xf32>
  return %2, %3 : tensor<4096xf32>, tensor<4096xf32>
}

// Powers by small integers are products.
func.func @powers(%x: tensor<37xf32>) -> (tensor<37xf32>, tensor<37xf32>, tensor<37xf32>, tensor<37xf32>) {
  %one = arith.constant dense<1.0> : tensor<37xf32>
  %three = arith.constant dense<3.0> : tensor<37xf32>
  %four = arith.constant dense<4.0> : tensor<37xf32>
  %minusTwo = arith.constant dense<-2.0> : tensor<37xf32>
  %0 = math.powf %x, %one : tensor<37xf32>
  %1 = math.powf %x, %three : tensor<37xf32>
  %2 = math.powf %x, %four : tensor<37xf32>
  %3 = math.powf %x, %minusTwo : tensor<37xf32>
  return %0, %1, %2, %3 : tensor<37xf32>, tensor<37xf32>, tensor<37xf32>, tensor<37xf32>
}

// Functions of f64 are evaluated from -36 to 36.
func.func @doubles(%x: tensor<4096xf64>) -> (tensor<4096xf64>, tensor<4096xf64>, tensor<4096xf64>) {
  %0 = arith.mulf %x, %x : tensor<4096xf64>
  %1 = arith.mulf %x, %0 : tensor<4096xf64>
  %2 = math.exp %1 : tensor<4096xf64>
  %3 = math.expm1 %1 : tensor<4096xf64>
  %4 = math.tanh %1 : tensor<4096xf64>
  return %2, %3, %4 : tensor<4096xf64>, tensor<4096xf64>, tensor<4096xf64>
}

// Arguments are those where exp is infinite, denormal and 0, and a NaN.
func.func @ends(%unused: tensor<1xf64>) -> (tensor<9xf64>, tensor<9xf64>, tensor<9xf64>) {
  %x = arith.constant dense<[0.0, -0.0, 709.78, 709.79, -745.0, -746.0, 0x7FF0000000000000, 0xFFF0000000000000,
                             0x7FF8000000000000]> : tensor<9xf64>
  %0 = math.exp %x : tensor<9xf64>
  %1 = math.expm1 %x : tensor<9xf64>
  %2 = math.tanh %x : tensor<9xf64>
  return %0, %1, %2 : tensor<9xf64>, tensor<9xf64>, tensor<9xf64>
}

// Arguments have all magnitudes; for small ones, no difference is taken.
func.func @hyperbolic(%x: tensor<4096xf64>, %y: tensor<4096xf32>) -> (tensor<4096xf64>, tensor<4096xf64>, tensor<4096xf32>, tensor<4096xf32>) {
  %0 = math.sinh %x : tensor<4096xf64>
  %1 = math.cosh %x : tensor<4096xf64>
  %2 = math.sinh %y : tensor<4096xf32>
  %3 = math.cosh %y : tensor<4096xf32>
  return %0, %1, %2, %3 : tensor<4096xf64>, tensor<4096xf64>, tensor<4096xf32>, tensor<4096xf32>
}

// Arguments are around 1, where exp overflows but these do not, where these do, and a NaN. A zero keeps its sign.
func.func @hyperbolic_ends(%unused: tensor<1xf64>) -> (tensor<14xf64>, tensor<14xf64>, tensor<14xf64>) {
  %one = arith.constant dense<1.0> : tensor<14xf64>
  %x = arith.constant dense<[0.0, -0.0, 4.9e-324, -1.0e-310, 0.99999999999999988, -1.0, 0.34657359027997264, 710.0, -710.47586007394386,
                             710.47586007394398, -711.0, 0x7FF0000000000000, 0xFFF0000000000000, 0x7FF8000000000000]> : tensor<14xf64>
  %0 = math.sinh %x : tensor<14xf64>
  %1 = math.cosh %x : tensor<14xf64>
  %2 = math.copysign %one, %0 : tensor<14xf64>
  return %0, %1, %2 : tensor<14xf64>, tensor<14xf64>, tensor<14xf64>
}
