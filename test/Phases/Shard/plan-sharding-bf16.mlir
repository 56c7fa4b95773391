// Partial sums of bf16 are f32 when they leave regions, also past an ag.barrier.
// RUN: ag-opt --shard=tp4 %s -o %t.tp4.mlir && FileCheck --input-file=%t.tp4.mlir %s
// RUN: ag-run %t.tp4.mlir --entry=main --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck --check-prefix=SAME %s
// RUN: ag-run %t.tp4.mlir --entry=barrier --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=tp2 %s -o %t.tp2.mlir
// RUN: ag-run %t.tp2.mlir --entry=barrier --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck --check-prefix=SAME %s
// SAME: same

// CHECK-LABEL: func.func @main(
// CHECK: ag.region "down"
// CHECK: ag.yield {{.*}} : tensor<8x16xf32>
// CHECK: all_reduce sum ["tp"] {{.*}} : tensor<8x16xf32>
func.func @main(%x: tensor<8x16xbf16>) -> tensor<8x16xbf16> {
  %0 = ag.region "up" (%a = %x : tensor<8x16xbf16>) -> tensor<8x32xbf16> {
    %w1 = ag.parameter "w1" : tensor<16x32xbf16>
    %1 = ag.contract "bi,io->bo" %a, %w1 : tensor<8x16xbf16>, tensor<16x32xbf16> -> tensor<8x32xbf16>
    %2 = ag.tanh %1 : tensor<8x32xbf16>
    ag.yield %2 : tensor<8x32xbf16>
  }
  %3 = ag.region "down" (%a = %0 : tensor<8x32xbf16>) -> tensor<8x16xbf16> {
    %w2 = ag.parameter "w2" : tensor<32x16xbf16>
    %4 = ag.contract "bi,io->bo" %a, %w2 : tensor<8x32xbf16>, tensor<32x16xbf16> -> tensor<8x16xbf16>
    ag.yield %4 : tensor<8x16xbf16>
  }
  return %3 : tensor<8x16xbf16>
}

// CHECK-LABEL: func.func @barrier(
func.func @barrier(%arg0: tensor<6x8xbf16> {ag.name = "x"}, %arg1: tensor<6x8xbf16>) -> (tensor<6x8xbf16>, tensor<6x8xbf16> {ag.gradient_of = 0 : i64}, tensor<16x8xbf16> {ag.gradient_of = "bv"}, tensor<8x16xbf16> {ag.gradient_of = "bw"}) {
  %cst = arith.constant dense<5.000000e-01> : tensor<6xf32>
  %cst_0 = arith.constant dense<9.99999974E-6> : tensor<6xf32>
  %cst_1 = arith.constant dense<1.600000e+01> : tensor<6xf32>
  %0 = ag.parameter "bw" : tensor<8x16xbf16>
  %1 = ag.parameter "bv" : tensor<16x8xbf16>
  %2 = ag.contract "mk,kn->mn" %arg0, %0 : tensor<6x8xbf16>, tensor<8x16xbf16> -> tensor<6x16xbf16>
  %3 = ag.cast %2 : tensor<6x16xbf16> -> tensor<6x16xf32>
  %4 = ag.reduce sum %3 [1] : tensor<6x16xf32> -> tensor<6xf32>
  %5 = ag.div %4, %cst_1 : tensor<6xf32>
  %6 = ag.broadcast %5 [0] : tensor<6xf32> -> tensor<6x16xf32>
  %7 = ag.sub %3, %6 : tensor<6x16xf32>
  %8 = ag.mul %7, %7 : tensor<6x16xf32>
  %9 = ag.reduce sum %8 [1] : tensor<6x16xf32> -> tensor<6xf32>
  %10 = ag.div %9, %cst_1 : tensor<6xf32>
  %11 = ag.add %10, %cst_0 : tensor<6xf32>
  %12 = ag.rsqrt %11 : tensor<6xf32>
  %13 = ag.broadcast %12 [0] : tensor<6xf32> -> tensor<6x16xf32>
  %14 = ag.mul %7, %13 : tensor<6x16xf32>
  %15 = ag.cast %14 : tensor<6x16xf32> -> tensor<6x16xbf16>
  %16 = ag.contract "mk,kn->mn" %15, %1 : tensor<6x16xbf16>, tensor<16x8xbf16> -> tensor<6x8xbf16>
  %17 = ag.contract "mn,kn->mk" %arg1, %1 : tensor<6x8xbf16>, tensor<16x8xbf16> -> tensor<6x16xbf16>
  %18 = ag.barrier %2 after %17 : tensor<6x16xbf16>
  %19 = ag.cast %18 : tensor<6x16xbf16> -> tensor<6x16xf32>
  %20 = ag.sub %19, %6 : tensor<6x16xf32>
  %21 = ag.mul %20, %13 : tensor<6x16xf32>
  %22 = ag.cast %21 : tensor<6x16xf32> -> tensor<6x16xbf16>
  %23 = ag.contract "mk,mn->kn" %22, %arg1 : tensor<6x16xbf16>, tensor<6x8xbf16> -> tensor<16x8xbf16>
  %24 = ag.cast %17 : tensor<6x16xbf16> -> tensor<6x16xf32>
  %25 = ag.mul %24, %13 : tensor<6x16xf32>
  %26 = ag.mul %20, %24 : tensor<6x16xf32>
  %27 = ag.reduce sum %26 [1] : tensor<6x16xf32> -> tensor<6xf32>
  %28 = ag.mul %27, %cst : tensor<6xf32>
  %29 = ag.mul %12, %12 : tensor<6xf32>
  %30 = ag.mul %29, %12 : tensor<6xf32>
  %31 = ag.mul %28, %30 : tensor<6xf32>
  %32 = ag.div %31, %cst_1 : tensor<6xf32>
  %33 = ag.broadcast %32 [0] : tensor<6xf32> -> tensor<6x16xf32>
  %34 = ag.mul %33, %20 : tensor<6x16xf32>
  %35 = ag.add %34, %34 : tensor<6x16xf32>
  %36 = ag.sub %25, %35 : tensor<6x16xf32>
  %37 = ag.reduce sum %36 [1] : tensor<6x16xf32> -> tensor<6xf32>
  %38 = ag.div %37, %cst_1 : tensor<6xf32>
  %39 = ag.broadcast %38 [0] : tensor<6xf32> -> tensor<6x16xf32>
  %40 = ag.sub %36, %39 : tensor<6x16xf32>
  %41 = ag.cast %40 : tensor<6x16xf32> -> tensor<6x16xbf16>
  %42 = ag.contract "mn,kn->mk" %41, %0 : tensor<6x16xbf16>, tensor<8x16xbf16> -> tensor<6x8xbf16>
  %43 = ag.contract "mk,mn->kn" %arg0, %41 : tensor<6x8xbf16>, tensor<6x16xbf16> -> tensor<8x16xbf16>
  return %16, %42, %23, %43 : tensor<6x8xbf16>, tensor<6x8xbf16>, tensor<16x8xbf16>, tensor<8x16xbf16>
}
