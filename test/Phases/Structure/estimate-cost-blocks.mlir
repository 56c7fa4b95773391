// The sizes at which the cost is estimated are not those of the program.
// RUN: ag-opt %s --target=cuda --to=schedule --ag-estimate-cost --ag-order-ops | FileCheck %s
// RUN: ag-run %s --on=emulator --input=randn:1 --dim=n=5 --dim=m=7 --same-as=%s

// CHECK: %[[ROWS:.*]] = affine.apply
// CHECK: scf.forall (%[[B:.*]]) in
// CHECK: affine.delinearize_index %[[B]] into (%{{.*}}, %{{.*}}) : index, index
func.func @main(%x: tensor<?x9xf32> {ag.dims = ["n", 9]}, %w: tensor<9x?xf32> {ag.dims = [9, "m"]}) -> tensor<?x?xf32> {
  %0 = ag.contract "ij,jk->ik" %x, %w : tensor<?x9xf32>, tensor<9x?xf32> -> tensor<?x?xf32>
  %1 = ag.tanh %0 : tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}
