// In a group, bf16 and f16 are f32, and rounded at its results. The comparison accepts
// the error of other roundings, or of none; a tolerance that is given replaces it.
// RUN: ag-run %s --entry=causal --input=randn:7 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=half --input=randn:7 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=causal --input=randn:7 --on=cpu --march=x86-64-v3 --same-as=%s --atol=2e-2
// RUN: not ag-run %s --entry=causal --input=randn:7 --on=cpu --march=x86-64-v3 --same-as=%s --atol=1e-6 | FileCheck %s
// CHECK: different: {{.*}} of 4096 values
// RUN: sed s/0.17/0.4/ %s > %t.mlir
// RUN: not ag-run %s --entry=causal --input=randn:7 --on=cpu --march=x86-64-v3 --same-as=%t.mlir | FileCheck %s
func.func @causal(%q: tensor<128x32xbf16>, %k: tensor<128x32xbf16>, %v: tensor<128x32xbf16>) -> tensor<128x32xbf16> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<128x32xbf16>, tensor<128x32xbf16> -> tensor<128x128xbf16>
  %c = arith.constant dense<0.17> : tensor<128x128xbf16>
  %x = ag.mul %s, %c : tensor<128x128xbf16>
  %i = ag.iota 0 : tensor<128x128xi32>
  %j = ag.iota 1 : tensor<128x128xi32>
  %ok = ag.compare le %j, %i : tensor<128x128xi32>, tensor<128x128xi32> -> tensor<128x128xi1>
  %n = arith.constant dense<0xFF80> : tensor<128x128xbf16>
  %w = ag.select %ok, %x, %n : tensor<128x128xi1>, tensor<128x128xbf16>, tensor<128x128xbf16> -> tensor<128x128xbf16>
  %m = ag.reduce max %w [1] : tensor<128x128xbf16> -> tensor<128xbf16>
  %mb = ag.broadcast %m [0] : tensor<128xbf16> -> tensor<128x128xbf16>
  %d = ag.sub %w, %mb : tensor<128x128xbf16>
  %e = ag.exp %d : tensor<128x128xbf16>
  %l = ag.reduce sum %e [1] : tensor<128x128xbf16> -> tensor<128xbf16>
  %lb = ag.broadcast %l [0] : tensor<128xbf16> -> tensor<128x128xbf16>
  %p = ag.div %e, %lb : tensor<128x128xbf16>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<128x128xbf16>, tensor<128x32xbf16> -> tensor<128x32xbf16>
  return %o : tensor<128x32xbf16>
}

func.func @half(%q: tensor<128x32xf16>, %k: tensor<128x32xf16>, %v: tensor<128x32xf16>) -> tensor<128x32xf16> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<128x32xf16>, tensor<128x32xf16> -> tensor<128x128xf16>
  %c = arith.constant dense<0.17> : tensor<128x128xf16>
  %x = ag.mul %s, %c : tensor<128x128xf16>
  %i = ag.iota 0 : tensor<128x128xi32>
  %j = ag.iota 1 : tensor<128x128xi32>
  %ok = ag.compare le %j, %i : tensor<128x128xi32>, tensor<128x128xi32> -> tensor<128x128xi1>
  %n = arith.constant dense<0xFC00> : tensor<128x128xf16>
  %w = ag.select %ok, %x, %n : tensor<128x128xi1>, tensor<128x128xf16>, tensor<128x128xf16> -> tensor<128x128xf16>
  %m = ag.reduce max %w [1] : tensor<128x128xf16> -> tensor<128xf16>
  %mb = ag.broadcast %m [0] : tensor<128xf16> -> tensor<128x128xf16>
  %d = ag.sub %w, %mb : tensor<128x128xf16>
  %e = ag.exp %d : tensor<128x128xf16>
  %l = ag.reduce sum %e [1] : tensor<128x128xf16> -> tensor<128xf16>
  %lb = ag.broadcast %l [0] : tensor<128xf16> -> tensor<128x128xf16>
  %p = ag.div %e, %lb : tensor<128x128xf16>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<128x128xf16>, tensor<128x32xf16> -> tensor<128x32xf16>
  return %o : tensor<128x32xf16>
}
