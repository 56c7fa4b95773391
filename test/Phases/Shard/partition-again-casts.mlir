// Values computed from parameters alone are gathered again as parameters are; here, casts halve the bytes.
// RUN: echo '{"bucket_bytes": 40000}' > %t.json
// RUN: ag-opt --shard=fsdp4,@%t.json %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck %s --check-prefix=SAME
// SAME: same

// CHECK-LABEL: func.func @main(
// CHECK: %[[C:.*]] = ag.cast %{{.*}} : tensor<16x64xf32> -> tensor<16x64xbf16>
// CHECK: %[[W1:.*]] = ag.all_gather ["dp"] %[[C]] [0]
// CHECK: ag.contract "bi,io->bo" %{{.*}}, %[[W1]]
// CHECK: ag.all_gather ["dp"]
// CHECK: ag.contract "bi,io->bo"
// CHECK: ag.all_gather ["dp"]
// CHECK: ag.contract "bi,io->bo"
// CHECK: %[[AGAIN:.*]] = ag.all_gather ["dp"] %[[C]] [0]
// CHECK: ag.contract "bi,io->bo" %{{.*}}, %[[AGAIN]]
// CHECK-NOT: ag.all_gather
func.func @main(%x: tensor<16x64xbf16>) -> tensor<16x64xbf16> {
  %w1 = ag.parameter "w1" : tensor<64x64xf32>
  %w2 = ag.parameter "w2" : tensor<64x256xf32>
  %w3 = ag.parameter "w3" : tensor<256x64xf32>
  %c1 = ag.cast %w1 : tensor<64x64xf32> -> tensor<64x64xbf16>
  %c2 = ag.cast %w2 : tensor<64x256xf32> -> tensor<64x256xbf16>
  %c3 = ag.cast %w3 : tensor<256x64xf32> -> tensor<256x64xbf16>
  %1 = ag.contract "bi,io->bo" %x, %c1 : tensor<16x64xbf16>, tensor<64x64xbf16> -> tensor<16x64xbf16>
  %2 = ag.contract "bi,io->bo" %1, %c2 : tensor<16x64xbf16>, tensor<64x256xbf16> -> tensor<16x256xbf16>
  %3 = ag.contract "bi,io->bo" %2, %c3 : tensor<16x256xbf16>, tensor<256x64xbf16> -> tensor<16x64xbf16>
  %4 = ag.contract "bi,io->bo" %3, %c1 : tensor<16x64xbf16>, tensor<64x64xbf16> -> tensor<16x64xbf16>
  return %4 : tensor<16x64xbf16>
}
