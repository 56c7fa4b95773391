// Control flow on scalars and tensors.
// RUN: ag-run %s --entry=factorial_of_ten | FileCheck %s --check-prefix=FACTORIAL
// RUN: ag-run %s --entry=roots --input=iota | FileCheck %s --check-prefix=ROOTS
// RUN: ag-run %s --entry=choose --input=ones | FileCheck %s --check-prefix=CHOOSE

// FACTORIAL: i64[] 3628800
func.func @factorial_of_ten() -> i64 {
  %c10 = arith.constant 10 : i64
  %result = call @factorial(%c10) : (i64) -> i64
  return %result : i64
}

func.func private @factorial(%n: i64) -> i64 {
  %c1 = arith.constant 1 : i64
  %isSmall = arith.cmpi sle, %n, %c1 : i64
  %result = scf.if %isSmall -> i64 {
    scf.yield %c1 : i64
  } else {
    %m = arith.subi %n, %c1 : i64
    %f = func.call @factorial(%m) : (i64) -> i64
    %product = arith.muli %n, %f : i64
    scf.yield %product : i64
  }
  return %result : i64
}

// ROOTS: f32[4] [0, 1, 1.41421356, 3]
func.func @roots(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%t = %x) -> tensor<4xf32> {
    %e = tensor.extract %t[%i] : tensor<4xf32>
    %s = math.sqrt %e : f32
    %u = tensor.insert %s into %t[%i] : tensor<4xf32>
    scf.yield %u : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

// CHOOSE: i32[] 20
func.func @choose(%which: index) -> i32 {
  %r = scf.index_switch %which -> i32
  case 0 { %a = arith.constant 10 : i32 scf.yield %a : i32 }
  case 1 { %a = arith.constant 20 : i32 scf.yield %a : i32 }
  default { %a = arith.constant 30 : i32 scf.yield %a : i32 }
  return %r : i32
}
