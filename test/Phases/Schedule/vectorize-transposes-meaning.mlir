// RUN: ag-run %s --entry=between --on=cpu --march=x86-64-v2 --input=randn:1 --dim m=38 --same-as=%s
// RUN: ag-run %s --entry=between --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=38 --same-as=%s
// RUN: ag-run %s --entry=twice --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=18 --same-as=%s
// RUN: ag-run %s --entry=empty --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=0 --same-as=%s

// Squares of 4 x 4 or 8 x 8 would overwrite memory around the 2 columns.
func.func @between(%x: tensor<?xf32> {ag.dims = ["m"]}, %w: tensor<38x38xf32>) -> tensor<?x19xf32> {
  %c2 = arith.constant 2 : index
  %p = ag.contract "m,mn->n" %x, %w : tensor<?xf32>, tensor<38x38xf32> -> tensor<38xf32>
  %q = ag.contract "m,nm->n" %x, %w : tensor<?xf32>, tensor<38x38xf32> -> tensor<38xf32>
  %pairs = ag.reshape %x (%c2) : tensor<?xf32> -> tensor<19x?xf32>
  %t = ag.transpose %pairs [1, 0] : tensor<19x?xf32> -> tensor<?x19xf32>
  %flat = ag.reshape %t : tensor<?x19xf32> -> tensor<38xf32>
  %s = ag.contract "m,mn->n" %flat, %w : tensor<38xf32>, tensor<38x38xf32> -> tensor<38xf32>
  %sp = ag.add %s, %p : tensor<38xf32>
  %spq = ag.add %sp, %q : tensor<38xf32>
  %r = ag.reshape %spq (%c2) : tensor<38xf32> -> tensor<?x19xf32>
  return %r : tensor<?x19xf32>
}

func.func @twice(%x: tensor<?xi64> {ag.dims = ["m"]}) -> (tensor<9x?xi64>, tensor<?x9xi64>) {
  %c2 = arith.constant 2 : index
  %pairs = ag.reshape %x (%c2) : tensor<?xi64> -> tensor<9x?xi64>
  %n = ag.neg %pairs : tensor<9x?xi64> -> tensor<9x?xi64>
  %t = ag.transpose %n [1, 0] : tensor<9x?xi64> -> tensor<?x9xi64>
  return %n, %t : tensor<9x?xi64>, tensor<?x9xi64>
}

func.func @empty(%x: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?x9xf32> {
  %c0 = arith.constant 0 : index
  %e = ag.reshape %x (%c0) : tensor<?xf32> -> tensor<9x?xf32>
  %t = ag.transpose %e [1, 0] : tensor<9x?xf32> -> tensor<?x9xf32>
  return %t : tensor<?x9xf32>
}
