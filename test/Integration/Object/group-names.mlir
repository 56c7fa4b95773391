// A chain across two regions is one group. Its kernel is named after the region
// with the most work.
// RUN: ag-opt --fuse --mlir-print-debuginfo %s -o %t.mlir && ag-compile %t.mlir -o %t.o
// RUN: nm %t.o | FileCheck %s --implicit-check-not=chain.tail
// RUN: ag-run %t.mlir --entry=chain --on=cpu --input=randn:1 --atol=1e-4 --same-as=%s
// RUN: ag-run %t.mlir --entry=within --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-opt --fuse %s | FileCheck %s --check-prefix=GROUPS

// CHECK: t ag.chain.head.nest
// GROUPS-LABEL: func.func @chain(
// GROUPS-COUNT-1: ag.fused
// GROUPS-NOT: ag.fused
// GROUPS: return
func.func @chain(%x: tensor<128x256xf32>, %w: tensor<256x64xf32>) -> tensor<128x64xf32> {
  %0 = ag.region "head" (%a = %x : tensor<128x256xf32>, %b = %w : tensor<256x64xf32>) -> tensor<128x64xf32> {
    %1 = ag.contract "ij,jk->ik" %a, %b : tensor<128x256xf32>, tensor<256x64xf32> -> tensor<128x64xf32>
    ag.yield %1 : tensor<128x64xf32>
  }
  %2 = ag.region "tail" (%a = %0 : tensor<128x64xf32>) -> tensor<128x64xf32> {
    %3 = ag.tanh %a : tensor<128x64xf32>
    ag.yield %3 : tensor<128x64xf32>
  }
  return %2 : tensor<128x64xf32>
}

// GROUPS-LABEL: func.func @within(
// GROUPS-COUNT-2: ag.fused
// GROUPS-NOT: ag.fused
// GROUPS: return
func.func @within(%x: tensor<128x256xf32>) -> tensor<128x256xf32> {
  %0 = ag.region "head" (%a = %x : tensor<128x256xf32>) -> tensor<128x256xf32> {
    %1 = ag.mul %a, %a : tensor<128x256xf32>
    %2 = ag.sin %1 : tensor<128x256xf32>
    ag.yield %2 : tensor<128x256xf32>
  }
  %3 = ag.region "tail" (%a = %0 : tensor<128x256xf32>) -> tensor<128x256xf32> attributes {fuse = "within"} {
    %4 = ag.tanh %a : tensor<128x256xf32>
    %5 = ag.cos %4 : tensor<128x256xf32>
    ag.yield %5 : tensor<128x256xf32>
  }
  return %3 : tensor<128x256xf32>
}
