// RUN: ag-opt %s --to=schedule --remarks-filter=ag-fuse-elementwise -o %t 2>&1 | FileCheck %s --check-prefix=REASON
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=GRAD

// The gradient is more than twice as long, and is simplified completely.
// GRAD: compiled against interpreted: @chain_grad: same

// Forty math functions are too many for one loop: the first eight are separate from the last 32.
// REASON-NOT: too many ops
// REASON: [[#@LINE+16]]:{{[0-9]+}}: remark: [Missed] memory | {{.*}}Reason="their loop would have too many ops"
// REASON-NOT: too many ops
// CHECK-LABEL: func.func @chain(
// CHECK-COUNT-8: math.tanh
// CHECK: vector.transfer_write
// CHECK-COUNT-32: math.tanh
// CHECK: vector.transfer_write
// CHECK-NOT: math.tanh
func.func @chain(%v0: tensor<64xf32>) -> tensor<64xf32> {
  %v1 = ag.tanh %v0 : tensor<64xf32>
  %v2 = ag.tanh %v1 : tensor<64xf32>
  %v3 = ag.tanh %v2 : tensor<64xf32>
  %v4 = ag.tanh %v3 : tensor<64xf32>
  %v5 = ag.tanh %v4 : tensor<64xf32>
  %v6 = ag.tanh %v5 : tensor<64xf32>
  %v7 = ag.tanh %v6 : tensor<64xf32>
  %v8 = ag.tanh %v7 : tensor<64xf32>
  %v9 = ag.tanh %v8 : tensor<64xf32>
  %v10 = ag.tanh %v9 : tensor<64xf32>
  %v11 = ag.tanh %v10 : tensor<64xf32>
  %v12 = ag.tanh %v11 : tensor<64xf32>
  %v13 = ag.tanh %v12 : tensor<64xf32>
  %v14 = ag.tanh %v13 : tensor<64xf32>
  %v15 = ag.tanh %v14 : tensor<64xf32>
  %v16 = ag.tanh %v15 : tensor<64xf32>
  %v17 = ag.tanh %v16 : tensor<64xf32>
  %v18 = ag.tanh %v17 : tensor<64xf32>
  %v19 = ag.tanh %v18 : tensor<64xf32>
  %v20 = ag.tanh %v19 : tensor<64xf32>
  %v21 = ag.tanh %v20 : tensor<64xf32>
  %v22 = ag.tanh %v21 : tensor<64xf32>
  %v23 = ag.tanh %v22 : tensor<64xf32>
  %v24 = ag.tanh %v23 : tensor<64xf32>
  %v25 = ag.tanh %v24 : tensor<64xf32>
  %v26 = ag.tanh %v25 : tensor<64xf32>
  %v27 = ag.tanh %v26 : tensor<64xf32>
  %v28 = ag.tanh %v27 : tensor<64xf32>
  %v29 = ag.tanh %v28 : tensor<64xf32>
  %v30 = ag.tanh %v29 : tensor<64xf32>
  %v31 = ag.tanh %v30 : tensor<64xf32>
  %v32 = ag.tanh %v31 : tensor<64xf32>
  %v33 = ag.tanh %v32 : tensor<64xf32>
  %v34 = ag.tanh %v33 : tensor<64xf32>
  %v35 = ag.tanh %v34 : tensor<64xf32>
  %v36 = ag.tanh %v35 : tensor<64xf32>
  %v37 = ag.tanh %v36 : tensor<64xf32>
  %v38 = ag.tanh %v37 : tensor<64xf32>
  %v39 = ag.tanh %v38 : tensor<64xf32>
  %v40 = ag.tanh %v39 : tensor<64xf32>
  return %v40 : tensor<64xf32>
}
