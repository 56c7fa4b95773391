// A feature that is removed from the march is not used; an added one is.

// RUN: ag-opt %s --split-input-file --pass-pipeline='builtin.module(func.func(ag-schedule-cpu))' | FileCheck %s

// An x86-64-v4 without AVX512VL has vectors of 256 bits, and so has an
// x86-64-v2 with AVX2.
// CHECK: features = ["-avx512vl"]
// CHECK: vector<8xf32>
module attributes {ag.target = {kind = "cpu", march = "x86-64-v4", features = ["-avx512vl"]}} {
  func.func @less(%x: tensor<64xf32>) -> tensor<64xf32> {
    %empty = tensor.empty() : tensor<64xf32>
    %0 = linalg.exp ins(%x : tensor<64xf32>) outs(%empty : tensor<64xf32>) -> tensor<64xf32>
    return %0 : tensor<64xf32>
  }
}

// -----

// CHECK: features = ["+avx2"]
// CHECK: vector<8xf32>
module attributes {ag.target = {kind = "cpu", march = "x86-64-v2", features = ["+avx2"]}} {
  func.func @more(%x: tensor<64xf32>) -> tensor<64xf32> {
    %empty = tensor.empty() : tensor<64xf32>
    %0 = linalg.exp ins(%x : tensor<64xf32>) outs(%empty : tensor<64xf32>) -> tensor<64xf32>
    return %0 : tensor<64xf32>
  }
}
