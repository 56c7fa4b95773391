// Attention of any length is masked by a triangle or a window of 140 keys, in groups whose loops skip masked parts.
// RUN: ag-run %s --entry=causal --dim=n=7 --verify-grad
// RUN: ag-run %s --entry=window --dim=n=7 --verify-grad
// RUN: ag-opt --grad=causal:value --grad=window:value %s -o %t.mlir
// RUN: ag-run %t.mlir --entry=causal_grad --dim=n=0 --input=randn:1 --on=cpu --same-as=%t.mlir --rtol=1e-4 --atol=1e-4
// RUN: ag-run %t.mlir --entry=causal_grad --dim=n=1 --input=randn:1 --on=cpu --same-as=%t.mlir --rtol=1e-4 --atol=1e-4
// RUN: ag-run %t.mlir --entry=causal_grad --dim=n=150 --input=randn:1 --on=cpu --same-as=%t.mlir --rtol=1e-4 --atol=1e-4
// RUN: ag-run %t.mlir --entry=window_grad --dim=n=0 --input=randn:1 --on=cpu --same-as=%t.mlir --rtol=1e-4 --atol=1e-4
// RUN: ag-run %t.mlir --entry=window_grad --dim=n=1 --input=randn:1 --on=cpu --same-as=%t.mlir --rtol=1e-4 --atol=1e-4
// RUN: ag-run %t.mlir --entry=window_grad --dim=n=150 --input=randn:1 --on=cpu --same-as=%t.mlir --rtol=1e-4 --atol=1e-4

func.func @causal(%q: tensor<2x?x5xf32> {ag.dims = [2, "n", 5]}, %k: tensor<2x?x5xf32> {ag.dims = [2, "n", 5]}, %v: tensor<2x?x5xf32> {ag.dims = [2, "n", 5]}) -> tensor<2x?x5xf32> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %q, %c1 : tensor<2x?x5xf32>
  %none = arith.constant dense<0xFF800000> : tensor<f32>
  %nones = ag.broadcast %none [] (%n, %n) : tensor<f32> -> tensor<2x?x?xf32>
  %places = ag.iota 0 (%n) : tensor<?xi32>
  %i = ag.broadcast %places [0] (%n) : tensor<?xi32> -> tensor<?x?xi32>
  %j = ag.broadcast %places [1] (%n) : tensor<?xi32> -> tensor<?x?xi32>
  %seen = ag.compare ge %i, %j : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %mask = ag.broadcast %seen [1, 2] : tensor<?x?xi1> -> tensor<2x?x?xi1>
  %s = ag.contract "hid,hjd->hij" %q, %k : tensor<2x?x5xf32>, tensor<2x?x5xf32> -> tensor<2x?x?xf32>
  %x = ag.select %mask, %s, %nones : tensor<2x?x?xi1>, tensor<2x?x?xf32>, tensor<2x?x?xf32> -> tensor<2x?x?xf32>
  %m = ag.reduce max %x [2] : tensor<2x?x?xf32> -> tensor<2x?xf32>
  %ms = ag.stop_gradient %m : tensor<2x?xf32>
  %mb = ag.broadcast %ms [0, 1] (%n) : tensor<2x?xf32> -> tensor<2x?x?xf32>
  %d = ag.sub %x, %mb : tensor<2x?x?xf32>
  %e = ag.exp %d : tensor<2x?x?xf32>
  %l = ag.reduce sum %e [2] : tensor<2x?x?xf32> -> tensor<2x?xf32>
  %lb = ag.broadcast %l [0, 1] (%n) : tensor<2x?xf32> -> tensor<2x?x?xf32>
  %p = ag.div %e, %lb : tensor<2x?x?xf32>
  %o = ag.contract "hij,hjd->hid" %p, %v : tensor<2x?x?xf32>, tensor<2x?x5xf32> -> tensor<2x?x5xf32>
  return %o : tensor<2x?x5xf32>
}

func.func @window(%q: tensor<2x?x5xf32> {ag.dims = [2, "n", 5]}, %k: tensor<2x?x5xf32> {ag.dims = [2, "n", 5]}, %v: tensor<2x?x5xf32> {ag.dims = [2, "n", 5]}) -> tensor<2x?x5xf32> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %q, %c1 : tensor<2x?x5xf32>
  %none = arith.constant dense<0xFF800000> : tensor<f32>
  %nones = ag.broadcast %none [] (%n, %n) : tensor<f32> -> tensor<2x?x?xf32>
  %places = ag.iota 0 (%n) : tensor<?xi32>
  %i = ag.broadcast %places [0] (%n) : tensor<?xi32> -> tensor<?x?xi32>
  %j = ag.broadcast %places [1] (%n) : tensor<?xi32> -> tensor<?x?xi32>
  %far = ag.sub %i, %j : tensor<?x?xi32>
  %distance = ag.abs %far : tensor<?x?xi32>
  %width = arith.constant dense<70> : tensor<i32>
  %widths = ag.broadcast %width [] (%n, %n) : tensor<i32> -> tensor<?x?xi32>
  %seen = ag.compare lt %distance, %widths : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %mask = ag.broadcast %seen [1, 2] : tensor<?x?xi1> -> tensor<2x?x?xi1>
  %s = ag.contract "hid,hjd->hij" %q, %k : tensor<2x?x5xf32>, tensor<2x?x5xf32> -> tensor<2x?x?xf32>
  %x = ag.select %mask, %s, %nones : tensor<2x?x?xi1>, tensor<2x?x?xf32>, tensor<2x?x?xf32> -> tensor<2x?x?xf32>
  %m = ag.reduce max %x [2] : tensor<2x?x?xf32> -> tensor<2x?xf32>
  %ms = ag.stop_gradient %m : tensor<2x?xf32>
  %mb = ag.broadcast %ms [0, 1] (%n) : tensor<2x?xf32> -> tensor<2x?x?xf32>
  %d = ag.sub %x, %mb : tensor<2x?x?xf32>
  %e = ag.exp %d : tensor<2x?x?xf32>
  %l = ag.reduce sum %e [2] : tensor<2x?x?xf32> -> tensor<2x?xf32>
  %lb = ag.broadcast %l [0, 1] (%n) : tensor<2x?xf32> -> tensor<2x?x?xf32>
  %p = ag.div %e, %lb : tensor<2x?x?xf32>
  %o = ag.contract "hij,hjd->hid" %p, %v : tensor<2x?x?xf32>, tensor<2x?x5xf32> -> tensor<2x?x5xf32>
  return %o : tensor<2x?x5xf32>
}
