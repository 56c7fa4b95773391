// The host of a GPU runs loops and branches, and launches the kernels of each iteration. It reads an element only where that
// decides what runs.
// RUN: ag-opt %s --target=cuda --to=schedule -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=power --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=power --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=halve --on=emulator --poison-memory --input=iota --same-as=%s
// RUN: ag-run %s --entry=halve --on=emulator --poison-memory --input=zeros --same-as=%s
// RUN: ag-run %s --entry=sign --on=emulator --poison-memory --input=ones --same-as=%s
// RUN: ag-run %s --entry=sign --on=emulator --poison-memory --input=randn:3 --same-as=%s
// RUN: ag-run %s --entry=nested --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=times --on=emulator --poison-memory --input=ones --same-as=%s
// RUN: ag-run %s --entry=times --on=emulator --poison-memory --input=zeros --same-as=%s
// RUN: ag-run %s --entry=steps --on=emulator --poison-memory --input=ones --same-as=%s
// RUN: not ag-run %s --entry=fails --on=emulator --input=ones 2>&1 | FileCheck %s --check-prefix=FAILS
// RUN: ag-run %s --entry=power --grad=power --on=emulator --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @power(
// CHECK: scf.for
// CHECK: scf.forall
// CHECK: mapping = [#gpu.block<x>]}
// CHECK: return
func.func @power(%x: tensor<40x40xf32>) -> tensor<40x40xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %y = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x) -> tensor<40x40xf32> {
    %p = ag.contract "ik,kj->ij" %a, %x : tensor<40x40xf32>, tensor<40x40xf32> -> tensor<40x40xf32>
    %t = ag.tanh %p : tensor<40x40xf32>
    scf.yield %t : tensor<40x40xf32>
  }
  return %y : tensor<40x40xf32>
}

// The sum decides whether another iteration follows.
// CHECK-LABEL: func.func @halve(
// CHECK: scf.while
// CHECK: tensor.extract
// CHECK: scf.condition
func.func @halve(%x: tensor<7xf32>) -> tensor<7xf32> {
  %one = arith.constant 1.0 : f32
  %half = arith.constant dense<0.5> : tensor<7xf32>
  %y = scf.while (%a = %x) : (tensor<7xf32>) -> tensor<7xf32> {
    %s = ag.reduce sum %a [0] : tensor<7xf32> -> tensor<f32>
    %v = tensor.extract %s[] : tensor<f32>
    %c = arith.cmpf ogt, %v, %one : f32
    scf.condition(%c) %a : tensor<7xf32>
  } do {
  ^bb0(%a: tensor<7xf32>):
    %h = ag.mul %a, %half : tensor<7xf32>
    scf.yield %h : tensor<7xf32>
  }
  return %y : tensor<7xf32>
}

// CHECK-LABEL: func.func @sign(
// CHECK: tensor.extract
// CHECK: scf.if
func.func @sign(%x: tensor<9xf32>) -> tensor<9xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %v = tensor.extract %x[%c0] : tensor<9xf32>
  %c = arith.cmpf ogt, %v, %zero : f32
  %y = scf.if %c -> tensor<9xf32> {
    %e = ag.exp %x : tensor<9xf32>
    scf.yield %e : tensor<9xf32>
  } else {
    %n = ag.neg %x : tensor<9xf32>
    scf.yield %n : tensor<9xf32>
  }
  return %y : tensor<9xf32>
}

func.func @nested(%x: tensor<6x5xf32>) -> (tensor<6x5xf32>, tensor<f32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %z = arith.constant dense<0.0> : tensor<f32>
  %y:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x, %s = %z) -> (tensor<6x5xf32>, tensor<f32>) {
    %b = scf.for %j = %c0 to %i step %c1 iter_args(%b = %a) -> tensor<6x5xf32> {
      %t = ag.sin %b : tensor<6x5xf32>
      scf.yield %t : tensor<6x5xf32>
    }
    %r = ag.reduce sum %b [0, 1] : tensor<6x5xf32> -> tensor<f32>
    %n = ag.add %s, %r : tensor<f32>
    scf.yield %b, %n : tensor<6x5xf32>, tensor<f32>
  }
  return %y#0, %y#1 : tensor<6x5xf32>, tensor<f32>
}

// An element is the trip count.
func.func @times(%x: tensor<5xf32>) -> tensor<5xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %three = arith.constant dense<3.0> : tensor<5xf32>
  %k = ag.mul %x, %three : tensor<5xf32>
  %v = tensor.extract %k[%c1] : tensor<5xf32>
  %w = arith.fptosi %v : f32 to i32
  %n = arith.index_cast %w : i32 to index
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<5xf32> {
    %t = ag.exp %a : tensor<5xf32>
    %u = ag.sin %t : tensor<5xf32>
    scf.yield %u : tensor<5xf32>
  }
  return %y : tensor<5xf32>
}

// A branch in a loop, a demand in an iteration, and a loop that an index of the other one ends.
func.func @steps(%x: tensor<4x3xf32>, %k: tensor<2xi32>) -> tensor<4x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %y = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %x) -> tensor<4x3xf32> {
    %g = ag.gather 0 error %a, %k : tensor<4x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
    %s = ag.reduce sum %g [0] : tensor<2x3xf32> -> tensor<3xf32>
    %b = ag.broadcast %s [1] : tensor<3xf32> -> tensor<4x3xf32>
    %odd = arith.remui %i, %c4 : index
    %isOdd = arith.cmpi eq, %odd, %c1 : index
    %n = scf.if %isOdd -> tensor<4x3xf32> {
      %t = ag.tanh %b : tensor<4x3xf32>
      scf.yield %t : tensor<4x3xf32>
    } else {
      %u = ag.add %a, %b : tensor<4x3xf32>
      scf.yield %u : tensor<4x3xf32>
    }
    scf.yield %n : tensor<4x3xf32>
  }
  return %y : tensor<4x3xf32>
}

// FAILS: ag.gather: index 9 is outside of a dimension of 4
func.func @fails(%x: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %k = arith.constant dense<[1, 9]> : tensor<2xi32>
  %y = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %x) -> tensor<4x3xf32> {
    %g = ag.gather 0 error %a, %k : tensor<4x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
    %s = ag.reduce sum %g [0] : tensor<2x3xf32> -> tensor<3xf32>
    %b = ag.broadcast %s [1] : tensor<3xf32> -> tensor<4x3xf32>
    scf.yield %b : tensor<4x3xf32>
  }
  return %y : tensor<4x3xf32>
}
