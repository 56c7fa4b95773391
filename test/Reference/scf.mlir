// Control flow on scalars and tensors.
// RUN: ag-run %s --entry=factorial_of_ten | FileCheck %s --check-prefix=FACTORIAL
// RUN: ag-run %s --entry=roots --input=iota | FileCheck %s --check-prefix=ROOTS
// RUN: ag-run %s --entry=doubling | FileCheck %s --check-prefix=DOUBLING
// RUN: ag-run %s --entry=tiles --input=iota | FileCheck %s --check-prefix=TILES
// RUN: ag-run %s --entry=unsigned_loop | FileCheck %s --check-prefix=UNSIGNED
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

// DOUBLING: i32[] 128
func.func @doubling() -> i32 {
  %c1 = arith.constant 1 : i32
  %c100 = arith.constant 100 : i32
  %r = scf.while (%a = %c1) : (i32) -> i32 {
    %c = arith.cmpi slt, %a, %c100 : i32
    scf.condition(%c) %a : i32
  } do {
  ^bb0(%a: i32):
    %b = arith.addi %a, %a : i32
    scf.yield %b : i32
  }
  return %r : i32
}

// TILES: f32[5] [-0, -1, -2, -3, 4]
func.func @tiles(%x: tensor<5xf32>) -> tensor<5xf32> {
  %y = scf.forall (%i) = (0) to (4) step (2) shared_outs(%out = %x) -> tensor<5xf32> {
    %part = tensor.extract_slice %x[%i] [2] [1] : tensor<5xf32> to tensor<2xf32>
    %negated = arith.negf %part : tensor<2xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %negated into %out[%i] [2] [1] : tensor<2xf32> into tensor<5xf32>
    }
  }
  return %y : tensor<5xf32>
}

// UNSIGNED: i8[] 3
func.func @unsigned_loop() -> i8 {
  %lower = arith.constant 100 : i8
  %upper = arith.constant 200 : i8
  %step = arith.constant 40 : i8
  %zero = arith.constant 0 : i8
  %one = arith.constant 1 : i8
  %trips = scf.for unsigned %i = %lower to %upper step %step iter_args(%n = %zero) -> i8 : i8 {
    %next = arith.addi %n, %one : i8
    scf.yield %next : i8
  }
  return %trips : i8
}

// CHOOSE: i32[] 20
func.func @choose(%which: index) -> i32 {
  %r = scf.index_switch %which -> i32
  case 0 { %a = arith.constant 10 : i32 scf.yield %a : i32 }
  case 1 { %a = arith.constant 20 : i32 scf.yield %a : i32 }
  default { %a = arith.constant 30 : i32 scf.yield %a : i32 }
  return %r : i32
}
