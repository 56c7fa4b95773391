// The bytes and flops of a group in the drawing include the ops in its regions.
// RUN: ag-compile %s -o %t.o --graph=program:%t.svg && FileCheck %s --input-file=%t.svg

// CHECK: <g><title>1 pass
// CHECK-NEXT: 32.8 kB, 12.3 kFLOP
func.func @main(%x: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %0 = ag.fused (%a = %x : tensor<64x64xf32>) -> tensor<64x64xf32> {
    %1 = ag.add %a, %a : tensor<64x64xf32>
    %2 = ag.region "inner" (%b = %1 : tensor<64x64xf32>) -> tensor<64x64xf32> {
      %3 = ag.mul %b, %b : tensor<64x64xf32>
      %4 = ag.max %3, %b : tensor<64x64xf32>
      ag.yield %4 : tensor<64x64xf32>
    }
    ag.yield %2 : tensor<64x64xf32>
  }
  return %0 : tensor<64x64xf32>
}
