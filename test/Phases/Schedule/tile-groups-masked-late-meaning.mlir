// Each row of this attention sees only keys from 30 places on, which are no multiple of a tile: the first tile that is
// streamed for a row may be masked completely. The last rows see no key, and are NaN.
// RUN: ag-run %s --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --input=randn:1 --on=emulator --same-as=%s

func.func @late(%x: tensor<300x300xf32>, %v: tensor<300x4xf32>) -> tensor<300x4xf32> {
  %i = ag.iota 0 : tensor<300x300xi32>
  %j = ag.iota 1 : tensor<300x300xi32>
  %c = arith.constant dense<-30> : tensor<300x300xi32>
  %h = ag.add %j, %c : tensor<300x300xi32>
  %ok = ag.compare ge %h, %i : tensor<300x300xi32>, tensor<300x300xi32> -> tensor<300x300xi1>
  %ninf = arith.constant dense<0xFF800000> : tensor<300x300xf32>
  %y = ag.select %ok, %x, %ninf : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %m = ag.reduce max %y [1] : tensor<300x300xf32> -> tensor<300xf32>
  %mb = ag.broadcast %m [0] : tensor<300xf32> -> tensor<300x300xf32>
  %s = ag.sub %y, %mb : tensor<300x300xf32>
  %e = ag.exp %s : tensor<300x300xf32>
  %l = ag.reduce sum %e [1] : tensor<300x300xf32> -> tensor<300xf32>
  %lb = ag.broadcast %l [0] : tensor<300xf32> -> tensor<300x300xf32>
  %p = ag.div %e, %lb : tensor<300x300xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<300x300xf32>, tensor<300x4xf32> -> tensor<300x4xf32>
  return %o : tensor<300x4xf32>
}
