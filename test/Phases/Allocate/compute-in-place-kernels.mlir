// Each block of a kernel reads rows of %q that other blocks read as well, so that
// its result is not in the memory of %q.
// RUN: ag-run %s --entry=dense --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=squares --on=emulator --poison-memory --input=randn:1 --same-as=%s

func.func @dense(%x: tensor<100x128xf32>, %w: tensor<128x128xf32>) -> tensor<100x128xf32> {
  %q = ag.tanh %x : tensor<100x128xf32>
  %p = ag.contract "ik,kj->ij" %q, %w : tensor<100x128xf32>, tensor<128x128xf32> -> tensor<100x128xf32>
  %y = ag.add %p, %x : tensor<100x128xf32>
  return %y : tensor<100x128xf32>
}

func.func @squares(%x: tensor<128x128xf32>) -> tensor<128x128xf32> {
  %q = ag.tanh %x : tensor<128x128xf32>
  %p = ag.contract "ik,jk->ij" %q, %q : tensor<128x128xf32>, tensor<128x128xf32> -> tensor<128x128xf32>
  %y = ag.add %p, %q : tensor<128x128xf32>
  return %y : tensor<128x128xf32>
}
