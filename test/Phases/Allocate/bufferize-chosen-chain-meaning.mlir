// The last result may be in more buffers than are told apart, so these become
// one. If %p and %q are false, it is %v2, which is read after a write to it.
// RUN: ag-run %s --on=cpu --input=randn:1 --input=randn:2 --input=zeros --same-as=%s
!t = tensor<16xf32>
func.func @chain(%x: !t, %part: tensor<4xf32>, %b: tensor<2xi1>) -> (!t, !t) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %p = tensor.extract %b[%c0] : tensor<2xi1>
  %q = tensor.extract %b[%c1] : tensor<2xi1>
  %v0 = ag.exp %x : !t
  %v1 = scf.if %p -> !t { %t = ag.sin %v0 : !t scf.yield %t : !t } else { scf.yield %v0 : !t }
  %v2 = scf.if %q -> !t { %t = ag.sin %v1 : !t scf.yield %t : !t } else { scf.yield %v1 : !t }
  %v3 = scf.if %p -> !t { %t = ag.sin %v2 : !t scf.yield %t : !t } else { scf.yield %v2 : !t }
  %v4 = scf.if %q -> !t { %t = ag.sin %v3 : !t scf.yield %t : !t } else { scf.yield %v3 : !t }
  %v5 = scf.if %p -> !t { %t = ag.sin %v4 : !t scf.yield %t : !t } else { scf.yield %v4 : !t }
  %v6 = scf.if %q -> !t { %t = ag.sin %v5 : !t scf.yield %t : !t } else { scf.yield %v5 : !t }
  %v7 = scf.if %p -> !t { %t = ag.sin %v6 : !t scf.yield %t : !t } else { scf.yield %v6 : !t }
  %v8 = scf.if %q -> !t { %t = ag.sin %v7 : !t scf.yield %t : !t } else { scf.yield %v7 : !t }
  %v9 = scf.if %p -> !t { %t = ag.sin %v8 : !t scf.yield %t : !t } else { scf.yield %v8 : !t }
  %v10 = scf.if %q -> !t { %t = ag.sin %v9 : !t scf.yield %t : !t } else { scf.yield %v9 : !t }
  %v11 = scf.if %p -> !t { %t = ag.sin %v10 : !t scf.yield %t : !t } else { scf.yield %v10 : !t }
  %v12 = scf.if %q -> !t { %t = ag.sin %v11 : !t scf.yield %t : !t } else { scf.yield %v11 : !t }
  %v13 = scf.if %p -> !t { %t = ag.sin %v12 : !t scf.yield %t : !t } else { scf.yield %v12 : !t }
  %v14 = scf.if %q -> !t { %t = ag.sin %v13 : !t scf.yield %t : !t } else { scf.yield %v13 : !t }
  %v15 = scf.if %p -> !t { %t = ag.sin %v14 : !t scf.yield %t : !t } else { scf.yield %v14 : !t }
  %v16 = scf.if %q -> !t { %t = ag.sin %v15 : !t scf.yield %t : !t } else { scf.yield %v15 : !t }
  %v17 = scf.if %p -> !t { %t = ag.sin %v16 : !t scf.yield %t : !t } else { scf.yield %v16 : !t }
  %v18 = scf.if %q -> !t { %t = ag.sin %v17 : !t scf.yield %t : !t } else { scf.yield %v17 : !t }
  %v19 = scf.if %p -> !t { %t = ag.sin %v18 : !t scf.yield %t : !t } else { scf.yield %v18 : !t }
  %v20 = scf.if %q -> !t { %t = ag.sin %v19 : !t scf.yield %t : !t } else { scf.yield %v19 : !t }
  %v21 = scf.if %p -> !t { %t = ag.sin %v20 : !t scf.yield %t : !t } else { scf.yield %v20 : !t }
  %v22 = scf.if %q -> !t { %t = ag.sin %v21 : !t scf.yield %t : !t } else { scf.yield %v21 : !t }
  %v23 = scf.if %p -> !t { %t = ag.sin %v22 : !t scf.yield %t : !t } else { scf.yield %v22 : !t }
  %v24 = scf.if %q -> !t { %t = ag.sin %v23 : !t scf.yield %t : !t } else { scf.yield %v23 : !t }
  %v25 = scf.if %p -> !t { %t = ag.sin %v24 : !t scf.yield %t : !t } else { scf.yield %v24 : !t }
  %v26 = scf.if %q -> !t { %t = ag.sin %v25 : !t scf.yield %t : !t } else { scf.yield %v25 : !t }
  %v27 = scf.if %p -> !t { %t = ag.sin %v26 : !t scf.yield %t : !t } else { scf.yield %v26 : !t }
  %v28 = scf.if %q -> !t { %t = ag.sin %v27 : !t scf.yield %t : !t } else { scf.yield %v27 : !t }
  %v29 = scf.if %p -> !t { %t = ag.sin %v28 : !t scf.yield %t : !t } else { scf.yield %v28 : !t }
  %v30 = scf.if %q -> !t { %t = ag.sin %v29 : !t scf.yield %t : !t } else { scf.yield %v29 : !t }
  %v31 = scf.if %p -> !t { %t = ag.sin %v30 : !t scf.yield %t : !t } else { scf.yield %v30 : !t }
  %v32 = scf.if %q -> !t { %t = ag.sin %v31 : !t scf.yield %t : !t } else { scf.yield %v31 : !t }
  %v33 = scf.if %p -> !t { %t = ag.sin %v32 : !t scf.yield %t : !t } else { scf.yield %v32 : !t }
  %v34 = scf.if %q -> !t { %t = ag.sin %v33 : !t scf.yield %t : !t } else { scf.yield %v33 : !t }
  %v35 = scf.if %p -> !t { %t = ag.sin %v34 : !t scf.yield %t : !t } else { scf.yield %v34 : !t }
  %v36 = scf.if %q -> !t { %t = ag.sin %v35 : !t scf.yield %t : !t } else { scf.yield %v35 : !t }
  %v37 = scf.if %p -> !t { %t = ag.sin %v36 : !t scf.yield %t : !t } else { scf.yield %v36 : !t }
  %v38 = scf.if %q -> !t { %t = ag.sin %v37 : !t scf.yield %t : !t } else { scf.yield %v37 : !t }
  %v39 = scf.if %p -> !t { %t = ag.sin %v38 : !t scf.yield %t : !t } else { scf.yield %v38 : !t }
  %v40 = scf.if %q -> !t { %t = ag.sin %v39 : !t scf.yield %t : !t } else { scf.yield %v39 : !t }
  %v41 = scf.if %p -> !t { %t = ag.sin %v40 : !t scf.yield %t : !t } else { scf.yield %v40 : !t }
  %v42 = scf.if %q -> !t { %t = ag.sin %v41 : !t scf.yield %t : !t } else { scf.yield %v41 : !t }
  %v43 = scf.if %p -> !t { %t = ag.sin %v42 : !t scf.yield %t : !t } else { scf.yield %v42 : !t }
  %v44 = scf.if %q -> !t { %t = ag.sin %v43 : !t scf.yield %t : !t } else { scf.yield %v43 : !t }
  %v45 = scf.if %p -> !t { %t = ag.sin %v44 : !t scf.yield %t : !t } else { scf.yield %v44 : !t }
  %v46 = scf.if %q -> !t { %t = ag.sin %v45 : !t scf.yield %t : !t } else { scf.yield %v45 : !t }
  %v47 = scf.if %p -> !t { %t = ag.sin %v46 : !t scf.yield %t : !t } else { scf.yield %v46 : !t }
  %v48 = scf.if %q -> !t { %t = ag.sin %v47 : !t scf.yield %t : !t } else { scf.yield %v47 : !t }
  %v49 = scf.if %p -> !t { %t = ag.sin %v48 : !t scf.yield %t : !t } else { scf.yield %v48 : !t }
  %v50 = scf.if %q -> !t { %t = ag.sin %v49 : !t scf.yield %t : !t } else { scf.yield %v49 : !t }
  %v51 = scf.if %p -> !t { %t = ag.sin %v50 : !t scf.yield %t : !t } else { scf.yield %v50 : !t }
  %v52 = scf.if %q -> !t { %t = ag.sin %v51 : !t scf.yield %t : !t } else { scf.yield %v51 : !t }
  %v53 = scf.if %p -> !t { %t = ag.sin %v52 : !t scf.yield %t : !t } else { scf.yield %v52 : !t }
  %v54 = scf.if %q -> !t { %t = ag.sin %v53 : !t scf.yield %t : !t } else { scf.yield %v53 : !t }
  %v55 = scf.if %p -> !t { %t = ag.sin %v54 : !t scf.yield %t : !t } else { scf.yield %v54 : !t }
  %v56 = scf.if %q -> !t { %t = ag.sin %v55 : !t scf.yield %t : !t } else { scf.yield %v55 : !t }
  %v57 = scf.if %p -> !t { %t = ag.sin %v56 : !t scf.yield %t : !t } else { scf.yield %v56 : !t }
  %v58 = scf.if %q -> !t { %t = ag.sin %v57 : !t scf.yield %t : !t } else { scf.yield %v57 : !t }
  %v59 = scf.if %p -> !t { %t = ag.sin %v58 : !t scf.yield %t : !t } else { scf.yield %v58 : !t }
  %v60 = scf.if %q -> !t { %t = ag.sin %v59 : !t scf.yield %t : !t } else { scf.yield %v59 : !t }
  %v61 = scf.if %p -> !t { %t = ag.sin %v60 : !t scf.yield %t : !t } else { scf.yield %v60 : !t }
  %v62 = scf.if %q -> !t { %t = ag.sin %v61 : !t scf.yield %t : !t } else { scf.yield %v61 : !t }
  %v63 = scf.if %p -> !t { %t = ag.sin %v62 : !t scf.yield %t : !t } else { scf.yield %v62 : !t }
  %v64 = scf.if %q -> !t { %t = ag.sin %v63 : !t scf.yield %t : !t } else { scf.yield %v63 : !t }
  %v65 = scf.if %p -> !t { %t = ag.sin %v64 : !t scf.yield %t : !t } else { scf.yield %v64 : !t }
  %u = ag.update %v65, %part [%c0] [1] : !t, tensor<4xf32> -> !t
  %s = ag.add %x, %v2 : !t
  return %u, %s : !t, !t
}
