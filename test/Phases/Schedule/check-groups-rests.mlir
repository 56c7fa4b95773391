// The remainder of a nest continues with the results of the loop over full
// tiles. No op reads these, so they are no tensors between ops of the group.
//
// RUN: ag-compile %s -o %t.o --march=x86-64-v3 --remarks=ag-check-groups 2>&1 | FileCheck %s
// RUN: ag-run %s --entry=sums --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=rows --dim n=300 --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --atol=1e-4 --same-as=%s

// CHECK-DAG: rests.mlir:[[#@LINE+5]]:8: remark: [ag-check-groups] passed group: its ops are computed together
func.func @sums(%a: tensor<400x8xf32>, %b: tensor<400x8xf32>) -> (tensor<400x8xf32>, tensor<400x8xf32>) {
  %s = ag.contract "id,jd->ij" %a, %b : tensor<400x8xf32>, tensor<400x8xf32> -> tensor<400x400xf32>
  %e = ag.tanh %s : tensor<400x400xf32>
  %x = ag.contract "ij,jd->id" %e, %b : tensor<400x400xf32>, tensor<400x8xf32> -> tensor<400x8xf32>
  %y = ag.contract "ij,id->jd" %e, %a : tensor<400x400xf32>, tensor<400x8xf32> -> tensor<400x8xf32>
  return %x, %y : tensor<400x8xf32>, tensor<400x8xf32>
}

// CHECK-DAG: rests.mlir:[[#@LINE+2]]:8: remark: [ag-check-groups] passed group: its ops are computed together
func.func @rows(%x: tensor<?x1024xf32> {ag.dims = ["n", 1024]}, %w: tensor<1024x16xf32>) -> tensor<?x16xf32> {
  %t = ag.tanh %x : tensor<?x1024xf32>
  %y = ag.contract "bi,io->bo" %t, %w : tensor<?x1024xf32>, tensor<1024x16xf32> -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}
