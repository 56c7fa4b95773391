// A stream over no element equals the unfused program: a sum of quotients is 0,
// and a quotient of sums is NaN.
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=early --dim s=5 --dim t=0 --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=late --dim s=5 --dim t=0 --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=early --dim s=5 --dim t=0 --input=randn:1 --print | FileCheck %s --check-prefix=EARLY
// RUN: ag-run %t.mlir --entry=late --dim s=5 --dim t=0 --input=randn:1 --print | FileCheck %s --check-prefix=LATE
// RUN: ag-run %t.mlir --entry=early --dim s=70 --dim t=130 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=early --dim s=5 --dim t=0 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=total --dim s=5 --dim t=0 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=scaled --dim s=5 --dim t=7 --dim d=0 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

// EARLY: f32[5, 8] {{\[\[}}0, 0
// EARLY-NOT: nan
// CHECK: [Passed] stream | {{.*}}Function=early
func.func @early(%q: tensor<?x8xf32> {ag.dims = ["s", 8]}, %k: tensor<?x8xf32> {ag.dims = ["t", 8]}) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %t = tensor.dim %k, %c0 : tensor<?x8xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<?x?xf32>
  %m = ag.reduce max %s [1] : tensor<?x?xf32> -> tensor<?xf32>
  %mb = ag.broadcast %m [0] (%t) : tensor<?xf32> -> tensor<?x?xf32>
  %d = ag.sub %s, %mb : tensor<?x?xf32>
  %e = ag.exp %d : tensor<?x?xf32>
  %l = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %lb = ag.broadcast %l [0] (%t) : tensor<?xf32> -> tensor<?x?xf32>
  %p = ag.div %e, %lb : tensor<?x?xf32>
  %o = ag.contract "ij,jd->id" %p, %k : tensor<?x?xf32>, tensor<?x8xf32> -> tensor<?x8xf32>
  return %o : tensor<?x8xf32>
}

// LATE: nan
// CHECK: [Passed] stream | {{.*}}Function=late
func.func @late(%q: tensor<?x8xf32> {ag.dims = ["s", 8]}, %k: tensor<?x8xf32> {ag.dims = ["t", 8]}) -> tensor<?x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<?x8xf32>, tensor<?x8xf32> -> tensor<?x?xf32>
  %e = ag.exp %s : tensor<?x?xf32>
  %l = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %lb = ag.broadcast %l [0] : tensor<?xf32> -> tensor<?x8xf32>
  %n = ag.contract "ij,jd->id" %e, %k : tensor<?x?xf32>, tensor<?x8xf32> -> tensor<?x8xf32>
  %o = ag.div %n, %lb : tensor<?x8xf32>
  return %o : tensor<?x8xf32>
}

// The result is 1, or 0 for a sum over no element.
// CHECK: [Missed] stream | {{.*}}Function=total | Reason="what it reduces cancels in a result"
func.func @total(%x: tensor<?x?xf32> {ag.dims = ["s", "t"]}) -> tensor<?xf32> {
  %c1 = arith.constant 1 : index
  %t = tensor.dim %x, %c1 : tensor<?x?xf32>
  %e = ag.exp %x : tensor<?x?xf32>
  %l = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %lb = ag.broadcast %l [0] (%t) : tensor<?xf32> -> tensor<?x?xf32>
  %p = ag.div %e, %lb : tensor<?x?xf32>
  %o = ag.reduce sum %p [1] : tensor<?x?xf32> -> tensor<?xf32>
  return %o : tensor<?xf32>
}

// A query without features has length 0, but no element is divided by it.
// CHECK: [Missed] stream | {{.*}}Function=scaled | Reason="it divides by sums over a dimension that may be empty"
func.func @scaled(%q: tensor<?x?xf32> {ag.dims = ["s", "d"]}, %k: tensor<?x?xf32> {ag.dims = ["t", "d"]}, %v: tensor<?x8xf32> {ag.dims = ["t", 8]}) -> tensor<?x8xf32>
    attributes {ag.ranges = {d = [0, 64]}} {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %q, %c1 : tensor<?x?xf32>
  %u = ag.mul %q, %q : tensor<?x?xf32>
  %w = ag.reduce sum %u [1] : tensor<?x?xf32> -> tensor<?xf32>
  %wb = ag.broadcast %w [0] (%n) : tensor<?xf32> -> tensor<?x?xf32>
  %y = ag.div %q, %wb : tensor<?x?xf32>
  %s = ag.contract "id,jd->ij" %y, %k : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %e = ag.exp %s : tensor<?x?xf32>
  %l = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %lb = ag.broadcast %l [0] : tensor<?xf32> -> tensor<?x8xf32>
  %a = ag.contract "ij,jd->id" %e, %v : tensor<?x?xf32>, tensor<?x8xf32> -> tensor<?x8xf32>
  %o = ag.div %a, %lb : tensor<?x8xf32>
  return %o : tensor<?x8xf32>
}
