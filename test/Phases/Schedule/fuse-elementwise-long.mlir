// RUN: ag-opt %s --to=schedule --remarks-filter=ag-fuse-elementwise -o %t 2>&1 | count 0
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %s --on=cpu --input=iota --same-as=%s

// The length of a loop is the cost of its functions: forty square roots cost 240, and one loop may have 448.
// No remark says that an op is computed apart.
// CHECK-LABEL: func.func @roots(
// CHECK: vector.transfer_read
// CHECK-COUNT-40: math.sqrt
// CHECK: vector.transfer_write
// CHECK-NOT: math.sqrt
func.func @roots(%v0: tensor<64xf32>) -> tensor<64xf32> {
  %v1 = ag.sqrt %v0 : tensor<64xf32>
  %v2 = ag.sqrt %v1 : tensor<64xf32>
  %v3 = ag.sqrt %v2 : tensor<64xf32>
  %v4 = ag.sqrt %v3 : tensor<64xf32>
  %v5 = ag.sqrt %v4 : tensor<64xf32>
  %v6 = ag.sqrt %v5 : tensor<64xf32>
  %v7 = ag.sqrt %v6 : tensor<64xf32>
  %v8 = ag.sqrt %v7 : tensor<64xf32>
  %v9 = ag.sqrt %v8 : tensor<64xf32>
  %v10 = ag.sqrt %v9 : tensor<64xf32>
  %v11 = ag.sqrt %v10 : tensor<64xf32>
  %v12 = ag.sqrt %v11 : tensor<64xf32>
  %v13 = ag.sqrt %v12 : tensor<64xf32>
  %v14 = ag.sqrt %v13 : tensor<64xf32>
  %v15 = ag.sqrt %v14 : tensor<64xf32>
  %v16 = ag.sqrt %v15 : tensor<64xf32>
  %v17 = ag.sqrt %v16 : tensor<64xf32>
  %v18 = ag.sqrt %v17 : tensor<64xf32>
  %v19 = ag.sqrt %v18 : tensor<64xf32>
  %v20 = ag.sqrt %v19 : tensor<64xf32>
  %v21 = ag.sqrt %v20 : tensor<64xf32>
  %v22 = ag.sqrt %v21 : tensor<64xf32>
  %v23 = ag.sqrt %v22 : tensor<64xf32>
  %v24 = ag.sqrt %v23 : tensor<64xf32>
  %v25 = ag.sqrt %v24 : tensor<64xf32>
  %v26 = ag.sqrt %v25 : tensor<64xf32>
  %v27 = ag.sqrt %v26 : tensor<64xf32>
  %v28 = ag.sqrt %v27 : tensor<64xf32>
  %v29 = ag.sqrt %v28 : tensor<64xf32>
  %v30 = ag.sqrt %v29 : tensor<64xf32>
  %v31 = ag.sqrt %v30 : tensor<64xf32>
  %v32 = ag.sqrt %v31 : tensor<64xf32>
  %v33 = ag.sqrt %v32 : tensor<64xf32>
  %v34 = ag.sqrt %v33 : tensor<64xf32>
  %v35 = ag.sqrt %v34 : tensor<64xf32>
  %v36 = ag.sqrt %v35 : tensor<64xf32>
  %v37 = ag.sqrt %v36 : tensor<64xf32>
  %v38 = ag.sqrt %v37 : tensor<64xf32>
  %v39 = ag.sqrt %v38 : tensor<64xf32>
  %v40 = ag.sqrt %v39 : tensor<64xf32>
  return %v40 : tensor<64xf32>
}
