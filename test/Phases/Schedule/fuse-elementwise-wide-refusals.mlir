// RUN: ag-opt %s --to=schedule --remarks-filter=ag-fuse-elementwise -o %t 2>&1 | FileCheck %s --check-prefix=REASON
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %s --on=cpu --input=randn:0 --input=randn:1 --input=randn:2 --input=randn:3 --input=randn:4 --input=randn:5 --input=randn:6 --input=randn:7 --input=randn:8 --input=randn:9 --input=randn:10 --input=randn:11 --input=randn:12 --input=randn:13 --input=randn:14 --input=randn:15 --input=randn:16 --input=randn:17 --input=randn:18 --input=randn:19 --input=randn:20 --input=randn:21 --input=randn:22 --input=randn:23 --input=randn:24 --input=randn:25 --input=randn:26 --input=randn:27 --input=randn:28 --input=randn:29 --input=randn:30 --input=randn:31 --input=randn:32 --input=randn:33 --input=randn:34 --input=randn:35 --same-as=%s

// A sum of 36 tensors is too large for one loop.
// REASON-NOT: too many tensors
// REASON: remark: [Missed] memory | {{.*}}Reason="their loop would read too many tensors"
// REASON-NOT: too many tensors
// CHECK-LABEL: func.func @sum(
// CHECK-COUNT-2: vector.transfer_write
// CHECK-NOT: vector.transfer_write
func.func @sum(%x0: tensor<64xf32>, %x1: tensor<64xf32>, %x2: tensor<64xf32>, %x3: tensor<64xf32>, %x4: tensor<64xf32>,
    %x5: tensor<64xf32>, %x6: tensor<64xf32>, %x7: tensor<64xf32>, %x8: tensor<64xf32>, %x9: tensor<64xf32>,
    %x10: tensor<64xf32>, %x11: tensor<64xf32>, %x12: tensor<64xf32>, %x13: tensor<64xf32>, %x14: tensor<64xf32>,
    %x15: tensor<64xf32>, %x16: tensor<64xf32>, %x17: tensor<64xf32>, %x18: tensor<64xf32>, %x19: tensor<64xf32>,
    %x20: tensor<64xf32>, %x21: tensor<64xf32>, %x22: tensor<64xf32>, %x23: tensor<64xf32>, %x24: tensor<64xf32>,
    %x25: tensor<64xf32>, %x26: tensor<64xf32>, %x27: tensor<64xf32>, %x28: tensor<64xf32>, %x29: tensor<64xf32>,
    %x30: tensor<64xf32>, %x31: tensor<64xf32>, %x32: tensor<64xf32>, %x33: tensor<64xf32>, %x34: tensor<64xf32>,
    %x35: tensor<64xf32>) -> tensor<64xf32> {
  %s1 = ag.add %x0, %x1 : tensor<64xf32>
  %s2 = ag.add %s1, %x2 : tensor<64xf32>
  %s3 = ag.add %s2, %x3 : tensor<64xf32>
  %s4 = ag.add %s3, %x4 : tensor<64xf32>
  %s5 = ag.add %s4, %x5 : tensor<64xf32>
  %s6 = ag.add %s5, %x6 : tensor<64xf32>
  %s7 = ag.add %s6, %x7 : tensor<64xf32>
  %s8 = ag.add %s7, %x8 : tensor<64xf32>
  %s9 = ag.add %s8, %x9 : tensor<64xf32>
  %s10 = ag.add %s9, %x10 : tensor<64xf32>
  %s11 = ag.add %s10, %x11 : tensor<64xf32>
  %s12 = ag.add %s11, %x12 : tensor<64xf32>
  %s13 = ag.add %s12, %x13 : tensor<64xf32>
  %s14 = ag.add %s13, %x14 : tensor<64xf32>
  %s15 = ag.add %s14, %x15 : tensor<64xf32>
  %s16 = ag.add %s15, %x16 : tensor<64xf32>
  %s17 = ag.add %s16, %x17 : tensor<64xf32>
  %s18 = ag.add %s17, %x18 : tensor<64xf32>
  %s19 = ag.add %s18, %x19 : tensor<64xf32>
  %s20 = ag.add %s19, %x20 : tensor<64xf32>
  %s21 = ag.add %s20, %x21 : tensor<64xf32>
  %s22 = ag.add %s21, %x22 : tensor<64xf32>
  %s23 = ag.add %s22, %x23 : tensor<64xf32>
  %s24 = ag.add %s23, %x24 : tensor<64xf32>
  %s25 = ag.add %s24, %x25 : tensor<64xf32>
  %s26 = ag.add %s25, %x26 : tensor<64xf32>
  %s27 = ag.add %s26, %x27 : tensor<64xf32>
  %s28 = ag.add %s27, %x28 : tensor<64xf32>
  %s29 = ag.add %s28, %x29 : tensor<64xf32>
  %s30 = ag.add %s29, %x30 : tensor<64xf32>
  %s31 = ag.add %s30, %x31 : tensor<64xf32>
  %s32 = ag.add %s31, %x32 : tensor<64xf32>
  %s33 = ag.add %s32, %x33 : tensor<64xf32>
  %s34 = ag.add %s33, %x34 : tensor<64xf32>
  %s35 = ag.add %s34, %x35 : tensor<64xf32>
  return %s35 : tensor<64xf32>
}
