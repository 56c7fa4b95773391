// Sums of exponentials that may overflow have an anchor wherever they are used.
// Uses are beside another term in a denominator, in a logarithm, in a summand,
// and in its operands.
// RUN: ag-opt %s --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=sink --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=rows --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=gated --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=queries --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=sink --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=gated --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=queries --input=randn:1 --on=cpu --same-as=%s

// A sink is a key of score 0 without a value.
// CHECK: [Passed] stream | {{.*}}Function=sink
func.func @sink(%q: tensor<100x16xf32>, %k: tensor<100x16xf32>) -> tensor<100x16xf32> {
  %r = ag.fused (%a = %q : tensor<100x16xf32>, %b = %k : tensor<100x16xf32>) -> tensor<100x16xf32> {
    %s0 = ag.contract "id,jd->ij" %a, %b : tensor<100x16xf32>, tensor<100x16xf32> -> tensor<100x100xf32>
    %t = arith.constant dense<60.0> : tensor<100x100xf32>
    %s1 = ag.mul %s0, %t : tensor<100x100xf32>
    %i = ag.iota 0 : tensor<100x100xi32>
    %j = ag.iota 1 : tensor<100x100xi32>
    %c = ag.compare ge %i, %j : tensor<100x100xi32>, tensor<100x100xi32> -> tensor<100x100xi1>
    %n = arith.constant dense<0xFF800000> : tensor<100x100xf32>
    %s = ag.select %c, %s1, %n : tensor<100x100xi1>, tensor<100x100xf32>, tensor<100x100xf32> -> tensor<100x100xf32>
    %m = ag.reduce max %s [1] : tensor<100x100xf32> -> tensor<100xf32>
    %mb = ag.broadcast %m [0] : tensor<100xf32> -> tensor<100x100xf32>
    %d = ag.sub %s, %mb : tensor<100x100xf32>
    %e = ag.exp %d : tensor<100x100xf32>
    %l0 = ag.reduce sum %e [1] : tensor<100x100xf32> -> tensor<100xf32>
    %o = ag.neg %m : tensor<100xf32>
    %x = ag.exp %o : tensor<100xf32>
    %l = ag.add %l0, %x : tensor<100xf32>
    %lb = ag.broadcast %l [0] : tensor<100xf32> -> tensor<100x100xf32>
    %p = ag.div %e, %lb : tensor<100x100xf32>
    %w = ag.contract "ij,jd->id" %p, %b : tensor<100x100xf32>, tensor<100x16xf32> -> tensor<100x16xf32>
    ag.yield %w : tensor<100x16xf32>
  }
  return %r : tensor<100x16xf32>
}

// The logarithm is of a sum plus another term of the row.
// CHECK: [Passed] stream | {{.*}}Function=rows
func.func @rows(%q: tensor<64x8xf32>, %k: tensor<2100x8xf32>, %y: tensor<64xf32>) -> tensor<64xf32> {
  %r = ag.fused (%a = %q : tensor<64x8xf32>, %b = %k : tensor<2100x8xf32>, %h = %y : tensor<64xf32>) -> tensor<64xf32> {
    %s0 = ag.contract "id,jd->ij" %a, %b : tensor<64x8xf32>, tensor<2100x8xf32> -> tensor<64x2100xf32>
    %t = arith.constant dense<60.0> : tensor<64x2100xf32>
    %s = ag.mul %s0, %t : tensor<64x2100xf32>
    %u = arith.constant dense<400.0> : tensor<64xf32>
    %g = ag.mul %h, %u : tensor<64xf32>
    %n = ag.reduce max %s [1] : tensor<64x2100xf32> -> tensor<64xf32>
    %m = ag.max %n, %g : tensor<64xf32>
    %mb = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x2100xf32>
    %d = ag.sub %s, %mb : tensor<64x2100xf32>
    %e = ag.exp %d : tensor<64x2100xf32>
    %l0 = ag.reduce sum %e [1] : tensor<64x2100xf32> -> tensor<64xf32>
    %o = ag.sub %g, %m : tensor<64xf32>
    %x = ag.exp %o : tensor<64xf32>
    %l = ag.add %l0, %x : tensor<64xf32>
    %v = ag.log %l : tensor<64xf32>
    %w = ag.add %v, %m : tensor<64xf32>
    ag.yield %w : tensor<64xf32>
  }
  return %r : tensor<64xf32>
}

// Each score is combined with another one, element by element.
// CHECK: [Passed] stream | {{.*}}Function=gated
func.func @gated(%q: tensor<64x8xf32>, %k: tensor<2100x8xf32>, %y: tensor<64x8xf32>) -> tensor<64x8xf32> {
  %r = ag.fused (%a = %q : tensor<64x8xf32>, %b = %k : tensor<2100x8xf32>, %h = %y : tensor<64x8xf32>) -> tensor<64x8xf32> {
    %t = arith.constant dense<60.0> : tensor<64x2100xf32>
    %s0 = ag.contract "id,jd->ij" %a, %b : tensor<64x8xf32>, tensor<2100x8xf32> -> tensor<64x2100xf32>
    %s = ag.mul %s0, %t : tensor<64x2100xf32>
    %g0 = ag.contract "id,jd->ij" %h, %b : tensor<64x8xf32>, tensor<2100x8xf32> -> tensor<64x2100xf32>
    %g = ag.mul %g0, %t : tensor<64x2100xf32>
    %m = ag.max %s, %g : tensor<64x2100xf32>
    %d = ag.sub %s, %m : tensor<64x2100xf32>
    %e = ag.exp %d : tensor<64x2100xf32>
    %f = ag.sub %g, %m : tensor<64x2100xf32>
    %x = ag.exp %f : tensor<64x2100xf32>
    %l = ag.add %e, %x : tensor<64x2100xf32>
    %p = ag.div %e, %l : tensor<64x2100xf32>
    %w = ag.contract "ij,jd->id" %p, %b : tensor<64x2100xf32>, tensor<2100x8xf32> -> tensor<64x8xf32>
    ag.yield %w : tensor<64x8xf32>
  }
  return %r : tensor<64x8xf32>
}

// The queries are a softmax themselves.
// CHECK: [Passed] stream | {{.*}}Function=queries
func.func @queries(%q: tensor<64x8xf32>, %k: tensor<2100x8xf32>) -> tensor<64x8xf32> {
  %r = ag.fused (%a = %q : tensor<64x8xf32>, %b = %k : tensor<2100x8xf32>) -> tensor<64x8xf32> {
    %t = arith.constant dense<100.0> : tensor<64x8xf32>
    %x = ag.mul %a, %t : tensor<64x8xf32>
    %m = ag.reduce max %x [1] : tensor<64x8xf32> -> tensor<64xf32>
    %mb = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x8xf32>
    %d = ag.sub %x, %mb : tensor<64x8xf32>
    %e = ag.exp %d : tensor<64x8xf32>
    %l = ag.reduce sum %e [1] : tensor<64x8xf32> -> tensor<64xf32>
    %lb = ag.broadcast %l [0] : tensor<64xf32> -> tensor<64x8xf32>
    %y = ag.div %e, %lb : tensor<64x8xf32>
    %s = ag.contract "id,jd->ij" %y, %b : tensor<64x8xf32>, tensor<2100x8xf32> -> tensor<64x2100xf32>
    %p = ag.exp %s : tensor<64x2100xf32>
    %z = ag.reduce sum %p [1] : tensor<64x2100xf32> -> tensor<64xf32>
    %n = ag.contract "ij,jd->id" %p, %b : tensor<64x2100xf32>, tensor<2100x8xf32> -> tensor<64x8xf32>
    %zb = ag.broadcast %z [0] : tensor<64xf32> -> tensor<64x8xf32>
    %w = ag.div %n, %zb : tensor<64x8xf32>
    ag.yield %w : tensor<64x8xf32>
  }
  return %r : tensor<64x8xf32>
}
