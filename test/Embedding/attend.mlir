// Each row of the result is the sum of all rows, weighted by their similarity.
func.func @attend(%x: tensor<?x4xf32> {ag.dims = ["rows", 4]}) -> tensor<?x4xf32>
    attributes {ag.ranges = {rows = [1, 64]}} {
  %0 = ag.contract "ri,si->rs" %x, %x : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x?xf32>
  %1 = ag.contract "rs,si->ri" %0, %x : tensor<?x?xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}
