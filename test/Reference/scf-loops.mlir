// Loops that end by a condition, that are independent, or that count unsigned.
// RUN: ag-run %s --entry=doubling | FileCheck %s --check-prefix=DOUBLING
// RUN: ag-run %s --entry=tiles --input=iota | FileCheck %s --check-prefix=TILES
// RUN: ag-run %s --entry=unsigned_loop | FileCheck %s --check-prefix=UNSIGNED

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
