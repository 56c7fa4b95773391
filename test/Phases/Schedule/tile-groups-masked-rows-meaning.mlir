// A completely masked row keeps its meaning, and is streamed. The row is NaN if
// it is divided by its sum of weights, and 0 if the same mask selects 0 later.
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=plain --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=chosen --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=turned --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=plain --input=randn:1 --print | FileCheck %s --check-prefix=PLAIN
// RUN: ag-run %t.mlir --entry=chosen --input=randn:1 --print | FileCheck %s --check-prefix=CHOSEN
// RUN: ag-run %t.mlir --entry=unscaled --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=chosen --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=logarithms --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --grad=chosen:mode=jvp --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %t.mlir --entry=padded --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=padded --input=randn:1 --print | FileCheck %s --check-prefix=PLAIN
// RUN: ag-run %s --grad=padded:mode=jvp --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %t.mlir --entry=apart --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=apart --input=randn:1 --print | FileCheck %s --check-prefix=CHOSEN

// PLAIN: nan
// CHECK: [Passed] stream | {{.*}}Function=plain | Remark="3 sums go once through what is reduced"
func.func @plain(%x: tensor<300x300xf32>, %v: tensor<300x4xf32>) -> tensor<300x4xf32> {
  %i = ag.iota 0 : tensor<300x300xi32>
  %j = ag.iota 1 : tensor<300x300xi32>
  %ok = ag.compare lt %j, %i : tensor<300x300xi32>, tensor<300x300xi32> -> tensor<300x300xi1>
  %z = arith.constant dense<0.0> : tensor<300x300xf32>
  %e = ag.exp %x : tensor<300x300xf32>
  %w = ag.select %ok, %e, %z : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %l = ag.reduce sum %w [1] : tensor<300x300xf32> -> tensor<300xf32>
  %lb = ag.broadcast %l [0] : tensor<300xf32> -> tensor<300x300xf32>
  %p = ag.div %w, %lb : tensor<300x300xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<300x300xf32>, tensor<300x4xf32> -> tensor<300x4xf32>
  return %o : tensor<300x4xf32>
}

// CHOSEN: f32[300, 4] {{\[\[}}0, 0, 0, 0]
// CHOSEN-NOT: nan
// CHECK: [Passed] stream | {{.*}}Function=chosen | Remark="4 sums go once through what is reduced"
func.func @chosen(%x: tensor<300x300xf32>, %v: tensor<300x4xf32>) -> tensor<300x4xf32> {
  %i = ag.iota 0 : tensor<300x300xi32>
  %j = ag.iota 1 : tensor<300x300xi32>
  %ok = ag.compare lt %j, %i : tensor<300x300xi32>, tensor<300x300xi32> -> tensor<300x300xi1>
  %n = arith.constant dense<0xFF800000> : tensor<300x300xf32>
  %s = ag.select %ok, %x, %n : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %m = ag.reduce max %s [1] : tensor<300x300xf32> -> tensor<300xf32>
  %mb = ag.broadcast %m [0] : tensor<300xf32> -> tensor<300x300xf32>
  %d = ag.sub %s, %mb : tensor<300x300xf32>
  %e = ag.exp %d : tensor<300x300xf32>
  %l = ag.reduce sum %e [1] : tensor<300x300xf32> -> tensor<300xf32>
  %lb = ag.broadcast %l [0] : tensor<300xf32> -> tensor<300x300xf32>
  %p0 = ag.div %e, %lb : tensor<300x300xf32>
  %z = arith.constant dense<0.0> : tensor<300x300xf32>
  %p = ag.select %ok, %p0, %z : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<300x300xf32>, tensor<300x4xf32> -> tensor<300x4xf32>
  return %o : tensor<300x4xf32>
}

// CHECK: [Passed] stream | {{.*}}Function=turned | Remark="4 sums go once through what is reduced"
func.func @turned(%x: tensor<300x300xf32>, %v: tensor<300x4xf32>) -> tensor<300x4xf32> {
  %i = ag.iota 0 : tensor<300x300xi32>
  %j = ag.iota 1 : tensor<300x300xi32>
  %past = ag.compare ge %j, %i : tensor<300x300xi32>, tensor<300x300xi32> -> tensor<300x300xi1>
  %z = arith.constant dense<0.0> : tensor<300x300xf32>
  %e = ag.exp %x : tensor<300x300xf32>
  %w = ag.select %past, %z, %e : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %l = ag.reduce sum %w [1] : tensor<300x300xf32> -> tensor<300xf32>
  %lb = ag.broadcast %l [0] : tensor<300xf32> -> tensor<300x300xf32>
  %p0 = ag.div %w, %lb : tensor<300x300xf32>
  %p = ag.select %past, %z, %p0 : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<300x300xf32>, tensor<300x4xf32> -> tensor<300x4xf32>
  return %o : tensor<300x4xf32>
}

// The maximum over no element is -infinity, which is in the result.
// CHECK: [Passed] stream | {{.*}}Function=unscaled
func.func @unscaled(%x: tensor<20x3000xf32>) -> tensor<20xf32> {
  %i = ag.iota 0 : tensor<20x3000xi32>
  %j = ag.iota 1 : tensor<20x3000xi32>
  %ok = ag.compare lt %j, %i : tensor<20x3000xi32>, tensor<20x3000xi32> -> tensor<20x3000xi1>
  %n = arith.constant dense<0xFF800000> : tensor<20x3000xf32>
  %s = ag.select %ok, %x, %n : tensor<20x3000xi1>, tensor<20x3000xf32>, tensor<20x3000xf32> -> tensor<20x3000xf32>
  %m = ag.reduce max %s [1] : tensor<20x3000xf32> -> tensor<20xf32>
  %mb = ag.broadcast %m [0] : tensor<20xf32> -> tensor<20x3000xf32>
  %d = ag.sub %x, %mb : tensor<20x3000xf32>
  %e = ag.exp %d : tensor<20x3000xf32>
  %z = arith.constant dense<0.0> : tensor<20x3000xf32>
  %p = ag.select %ok, %e, %z : tensor<20x3000xi1>, tensor<20x3000xf32>, tensor<20x3000xf32> -> tensor<20x3000xf32>
  %o = ag.reduce sum %p [1] : tensor<20x3000xf32> -> tensor<20xf32>
  return %o : tensor<20xf32>
}

// CHECK: [Passed] stream | {{.*}}Function=logarithms
func.func @logarithms(%x: tensor<300x300xf32>, %v: tensor<300x4xf32>) -> tensor<300x4xf32> {
  %i = ag.iota 0 : tensor<300x300xi32>
  %j = ag.iota 1 : tensor<300x300xi32>
  %ok = ag.compare lt %j, %i : tensor<300x300xi32>, tensor<300x300xi32> -> tensor<300x300xi1>
  %z = arith.constant dense<0.0> : tensor<300x300xf32>
  %e = ag.exp %x : tensor<300x300xf32>
  %w = ag.select %ok, %e, %z : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %l = ag.reduce sum %w [1] : tensor<300x300xf32> -> tensor<300xf32>
  %n = ag.log %l : tensor<300xf32>
  %nb = ag.broadcast %n [0] : tensor<300xf32> -> tensor<300x300xf32>
  %d = ag.sub %x, %nb : tensor<300x300xf32>
  %p = ag.select %ok, %d, %z : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<300x300xf32>, tensor<300x4xf32> -> tensor<300x4xf32>
  return %o : tensor<300x4xf32>
}

// Two conditions select from values that are divided by one sum, which is 0 if both fail.
func.func @apart(%x: tensor<300x300xf32>, %v: tensor<300x4xf32>) -> tensor<300x4xf32> {
  %i = ag.iota 0 : tensor<300x300xi32>
  %j = ag.iota 1 : tensor<300x300xi32>
  %two = arith.constant dense<2> : tensor<300x300xi32>
  %ok = ag.compare lt %j, %i : tensor<300x300xi32>, tensor<300x300xi32> -> tensor<300x300xi1>
  %far = ag.mul %j, %two : tensor<300x300xi32>
  %near = ag.compare lt %far, %i : tensor<300x300xi32>, tensor<300x300xi32> -> tensor<300x300xi1>
  %z = arith.constant dense<0.0> : tensor<300x300xf32>
  %e = ag.exp %x : tensor<300x300xf32>
  %w = ag.select %ok, %e, %z : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %l = ag.reduce sum %w [1] : tensor<300x300xf32> -> tensor<300xf32>
  %lb = ag.broadcast %l [0] : tensor<300xf32> -> tensor<300x300xf32>
  %p0 = ag.div %e, %lb : tensor<300x300xf32>
  %p1 = ag.div %x, %lb : tensor<300x300xf32>
  %p = ag.select %ok, %p0, %z : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %q = ag.select %near, %p1, %z : tensor<300x300xi1>, tensor<300x300xf32>, tensor<300x300xf32> -> tensor<300x300xf32>
  %r = ag.add %p, %q : tensor<300x300xf32>
  %o = ag.contract "ij,jd->id" %r, %v : tensor<300x300xf32>, tensor<300x4xf32> -> tensor<300x4xf32>
  return %o : tensor<300x4xf32>
}

// A condition that depends only on the row stays in the row's sums.
// CHECK: [Passed] stream | {{.*}}Function=padded
func.func @padded(%x: tensor<20x2500xf32>, %v: tensor<2500x4xf32>, %r: tensor<20xf32>) -> tensor<20x4xf32> {
  %z = arith.constant dense<0.0> : tensor<20x2500xf32>
  %rb = ag.broadcast %r [0] : tensor<20xf32> -> tensor<20x2500xf32>
  %c = ag.compare lt %rb, %z : tensor<20x2500xf32>, tensor<20x2500xf32> -> tensor<20x2500xi1>
  %e = ag.exp %x : tensor<20x2500xf32>
  %w = ag.select %c, %e, %z : tensor<20x2500xi1>, tensor<20x2500xf32>, tensor<20x2500xf32> -> tensor<20x2500xf32>
  %l = ag.reduce sum %w [1] : tensor<20x2500xf32> -> tensor<20xf32>
  %lb = ag.broadcast %l [0] : tensor<20xf32> -> tensor<20x2500xf32>
  %p = ag.div %w, %lb : tensor<20x2500xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<20x2500xf32>, tensor<2500x4xf32> -> tensor<20x4xf32>
  return %o : tensor<20x4xf32>
}
