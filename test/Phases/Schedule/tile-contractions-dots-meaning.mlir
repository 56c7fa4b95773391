// Products of a few rows and an unpacked matrix mean the same: with remainders
// of vectors and tiles, a user, batches, and several sums. So do those of other
// types and of sizes that decide at run time.
// RUN: ag-run %s --entry=rest --on=cpu --input=randn:1 --weights=randn:2 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=rest --on=cpu --march=x86-64-v2 --threads=2 --input=randn:1 --weights=randn:2 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim m=3 --dim n=21 --dim k=70 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --threads=2 --input=randn:1 --dim m=2 --dim n=3 --dim k=5 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim m=9 --dim n=17 --dim k=0 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim m=40 --dim n=17 --dim k=3 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=types --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=types --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s

func.func @rest(%x: tensor<3x37xf32>, %w: tensor<13x37xf32>, %q: tensor<2x1x2x19xf32>, %keys: tensor<2x11x2x19xf32>, %bias: tensor<13xf32>)
    -> (tensor<3x13xf32>, tensor<2x1x11xf32>, tensor<13xf32>) {
  %t = ag.transpose %w [1, 0] : tensor<13x37xf32> -> tensor<37x13xf32>
  %0 = ag.contract "mk,kn->mn" %x, %t : tensor<3x37xf32>, tensor<37x13xf32> -> tensor<3x13xf32>
  %b = ag.broadcast %bias [1] : tensor<13xf32> -> tensor<3x13xf32>
  %1 = ag.add %0, %b : tensor<3x13xf32>
  %2 = ag.tanh %1 : tensor<3x13xf32>
  %3 = ag.contract "bqij,bkij->bqk" %q, %keys : tensor<2x1x2x19xf32>, tensor<2x11x2x19xf32> -> tensor<2x1x11xf32>
  %row = ag.parameter "row" : tensor<37xf32>
  %4 = ag.contract "k,nk->n" %row, %w : tensor<37xf32>, tensor<13x37xf32> -> tensor<13xf32>
  return %2, %3, %4 : tensor<3x13xf32>, tensor<2x1x11xf32>, tensor<13xf32>
}

func.func @dynamic(%x: tensor<?x?xf32> {ag.dims = ["m", "k"]}, %w: tensor<?x?xf32> {ag.dims = ["n", "k"]}) -> tensor<?x?xf32> {
  %0 = ag.contract "mk,nk->mn" %x, %w : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %1 = ag.exp %0 : tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}

func.func @types(%a: tensor<2x21xf64>, %b: tensor<9x21xf64>, %c: tensor<4x9xi32>, %d: tensor<5x9xi32>, %e: tensor<1x34xbf16>, %f: tensor<6x34xbf16>)
    -> (tensor<2x9xf64>, tensor<4x5xi32>, tensor<1x6xbf16>) {
  %0 = ag.contract "mk,nk->mn" %a, %b : tensor<2x21xf64>, tensor<9x21xf64> -> tensor<2x9xf64>
  %1 = ag.contract "mk,nk->mn" %c, %d : tensor<4x9xi32>, tensor<5x9xi32> -> tensor<4x5xi32>
  %2 = ag.contract "mk,nk->mn" %e, %f : tensor<1x34xbf16>, tensor<6x34xbf16> -> tensor<1x6xbf16>
  return %0, %1, %2 : tensor<2x9xf64>, tensor<4x5xi32>, tensor<1x6xbf16>
}
