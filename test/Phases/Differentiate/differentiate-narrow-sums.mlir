// RUN: ag-run %s --entry=captured_grad --grad=captured --input=ones --print | FileCheck %s --check-prefix=ALL
// RUN: ag-run %s --entry=handedOn_grad --grad=handedOn --input=ones --print | FileCheck %s --check-prefix=ALL
// RUN: ag-run %s --entry=chosen_grad --grad=chosen --input=ones --print | FileCheck %s --check-prefix=ALL
// RUN: ag-run %s --entry=sliced_grad --grad=sliced --input=ones --print | FileCheck %s --check-prefix=FIRST
// RUN: ag-run %s --entry=extracted_grad --grad=extracted --input=ones --print | FileCheck %s --check-prefix=FIRST
// RUN: ag-run %s --entry=gathered_grad --grad=gathered --input=ones --print | FileCheck %s --check-prefix=FIRST
// RUN: ag-run %s --entry=captured_grad --grad=captured --on=cpu --input=ones --print | FileCheck %s --check-prefix=ALL
// RUN: ag-run %s --entry=sliced_grad --grad=sliced --on=cpu --input=ones --print | FileCheck %s --check-prefix=FIRST
// RUN: ag-opt --grad=twice %s | FileCheck %s --check-prefix=TWICE

// Cotangents of bf16 are summed in f32 and rounded once: in bf16, 256 + 1 = 256.

// ALL: bf16[2] [4096, 4096]
// FIRST: bf16[2] [4096, 0]

func.func @captured(%w: tensor<2xbf16>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant dense<0.0> : tensor<f32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z) -> tensor<f32> {
    %f = ag.cast %w : tensor<2xbf16> -> tensor<2xf32>
    %t = ag.reduce sum %f [0] : tensor<2xf32> -> tensor<f32>
    %a = ag.add %s, %t : tensor<f32>
    scf.yield %a : tensor<f32>
  }
  return %r : tensor<f32>
}

// The value is an iter_arg that every iteration yields unchanged.
func.func @handedOn(%w: tensor<2xbf16>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant dense<0.0> : tensor<f32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z, %v = %w) -> (tensor<f32>, tensor<2xbf16>) {
    %f = ag.cast %v : tensor<2xbf16> -> tensor<2xf32>
    %t = ag.reduce sum %f [0] : tensor<2xf32> -> tensor<f32>
    %a = ag.add %s, %t : tensor<f32>
    scf.yield %a, %v : tensor<f32>, tensor<2xbf16>
  }
  return %r#0 : tensor<f32>
}

// The value is read and yielded by one side of an scf.if.
func.func @chosen(%w: tensor<2xbf16>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant dense<0.0> : tensor<f32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z, %v = %w) -> (tensor<f32>, tensor<2xbf16>) {
    %isAny = arith.cmpi ult, %i, %n : index
    %both:2 = scf.if %isAny -> (tensor<f32>, tensor<2xbf16>) {
      %f = ag.cast %v : tensor<2xbf16> -> tensor<2xf32>
      %t = ag.reduce sum %f [0] : tensor<2xf32> -> tensor<f32>
      %a = ag.add %s, %t : tensor<f32>
      scf.yield %a, %v : tensor<f32>, tensor<2xbf16>
    } else {
      scf.yield %s, %w : tensor<f32>, tensor<2xbf16>
    }
    scf.yield %both#0, %both#1 : tensor<f32>, tensor<2xbf16>
  }
  return %r#0 : tensor<f32>
}

// The cotangent of a slice is added at the slice's offset.
func.func @sliced(%w: tensor<2xbf16>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant dense<0.0> : tensor<f32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z) -> tensor<f32> {
    %first = arith.remui %i, %c1 : index
    %p = ag.slice %w [%first] [1] [1] : tensor<2xbf16> -> tensor<1xbf16>
    %f = ag.cast %p : tensor<1xbf16> -> tensor<1xf32>
    %t = ag.reduce sum %f [0] : tensor<1xf32> -> tensor<f32>
    %a = ag.add %s, %t : tensor<f32>
    scf.yield %a : tensor<f32>
  }
  return %r : tensor<f32>
}

func.func @extracted(%w: tensor<2xbf16>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant 0.0 : f32
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z) -> f32 {
    %first = arith.remui %i, %c1 : index
    %p = tensor.extract %w[%first] : tensor<2xbf16>
    %f = arith.extf %p : bf16 to f32
    %a = arith.addf %s, %f : f32
    scf.yield %a : f32
  }
  return %r : f32
}

func.func @gathered(%w: tensor<2xbf16>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant dense<0.0> : tensor<f32>
  %zero = arith.constant dense<0> : tensor<1xi64>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z) -> tensor<f32> {
    %p = ag.gather 0 clamp %w, %zero : tensor<2xbf16>, tensor<1xi64> -> tensor<1xbf16>
    %f = ag.cast %p : tensor<1xbf16> -> tensor<1xf32>
    %t = ag.reduce sum %f [0] : tensor<1xf32> -> tensor<f32>
    %a = ag.add %s, %t : tensor<f32>
    scf.yield %a : tensor<f32>
  }
  return %r : tensor<f32>
}

// TWICE-LABEL: func.func @twice_grad(
// TWICE-SAME:  %[[W:.*]]: tensor<2xbf16>, %[[DA:.*]]: tensor<2xbf16>, %[[DB:.*]]: tensor<2xbf16>)
// TWICE:       %[[BY_A:.*]] = ag.mul %[[DA]], %{{.*}} : tensor<2xbf16>
// TWICE:       %[[WIDE:.*]] = ag.cast %[[BY_A]] : tensor<2xbf16> -> tensor<2xf32>
// TWICE-NEXT:  %[[SUM:.*]] = ag.add %{{.*}}, %[[WIDE]] : tensor<2xf32>
// TWICE-NEXT:  ag.cast %[[SUM]] : tensor<2xf32> -> tensor<2xbf16>
func.func @twice(%w: tensor<2xbf16>) -> (tensor<2xbf16>, tensor<2xbf16>) {
  %a = ag.exp %w : tensor<2xbf16>
  %b = ag.sin %w : tensor<2xbf16>
  return %a, %b : tensor<2xbf16>, tensor<2xbf16>
}
