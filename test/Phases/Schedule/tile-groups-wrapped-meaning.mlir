// Integers of a mask wrap in the bits of their type, and compare as numbers
// although 64 bits may not hold their difference.
// RUN: ag-opt %s --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=products --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=sums --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=squares --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=words --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=constants --input=iota --same-as=%s
// RUN: ag-run %s --entry=sums --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=words --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=constants --input=iota --on=cpu --same-as=%s

// A multiple of what a tensor holds.
// CHECK: [Passed] stream | {{.*}}Function=products
func.func @products(%q: tensor<200x16xf32>, %k: tensor<3000x16xf32>, %x: tensor<3000xi32>, %y: tensor<200xi32>) -> tensor<200x16xf32> {
  %t = arith.constant dense<1.0e-10> : tensor<200x3000xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x16xf32>, tensor<3000x16xf32> -> tensor<200x3000xf32>
  %a = ag.mul %s, %t : tensor<200x3000xf32>
  %e = ag.exp %a : tensor<200x3000xf32>
  %xs = ag.broadcast %x [1] : tensor<3000xi32> -> tensor<200x3000xi32>
  %ys = ag.broadcast %y [0] : tensor<200xi32> -> tensor<200x3000xi32>
  %n = arith.constant dense<1000000> : tensor<200x3000xi32>
  %m = ag.mul %xs, %n : tensor<200x3000xi32>
  %c = ag.compare ge %m, %ys : tensor<200x3000xi32>, tensor<200x3000xi32> -> tensor<200x3000xi1>
  %z = arith.constant dense<0.0> : tensor<200x3000xf32>
  %p = ag.select %c, %e, %z : tensor<200x3000xi1>, tensor<200x3000xf32>, tensor<200x3000xf32> -> tensor<200x3000xf32>
  %r = ag.contract "ij,jd->id" %p, %k : tensor<200x3000xf32>, tensor<3000x16xf32> -> tensor<200x16xf32>
  return %r : tensor<200x16xf32>
}

// A sum of what a tensor holds and a large number.
// CHECK: [Passed] stream | {{.*}}Function=sums
func.func @sums(%q: tensor<200x16xf32>, %k: tensor<3000x16xf32>, %x: tensor<3000xi32>, %y: tensor<200xi32>) -> tensor<200x16xf32> {
  %t = arith.constant dense<1.0e-10> : tensor<200x3000xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x16xf32>, tensor<3000x16xf32> -> tensor<200x3000xf32>
  %a = ag.mul %s, %t : tensor<200x3000xf32>
  %e = ag.exp %a : tensor<200x3000xf32>
  %xs = ag.broadcast %x [1] : tensor<3000xi32> -> tensor<200x3000xi32>
  %ys = ag.broadcast %y [0] : tensor<200xi32> -> tensor<200x3000xi32>
  %n = arith.constant dense<2147482000> : tensor<200x3000xi32>
  %m = ag.add %xs, %n : tensor<200x3000xi32>
  %c = ag.compare ge %m, %ys : tensor<200x3000xi32>, tensor<200x3000xi32> -> tensor<200x3000xi1>
  %z = arith.constant dense<0.0> : tensor<200x3000xf32>
  %p = ag.select %c, %e, %z : tensor<200x3000xi1>, tensor<200x3000xf32>, tensor<200x3000xf32> -> tensor<200x3000xf32>
  %r = ag.contract "ij,jd->id" %p, %k : tensor<200x3000xf32>, tensor<3000x16xf32> -> tensor<200x16xf32>
  return %r : tensor<200x16xf32>
}

// A square of an index.
// CHECK: [Passed] stream | {{.*}}Function=squares
func.func @squares(%q: tensor<200x16xf32>, %k: tensor<3000x16xf32>, %x: tensor<3000xi32>, %y: tensor<200xi32>) -> tensor<200x16xf32> {
  %t = arith.constant dense<1.0e-10> : tensor<200x3000xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x16xf32>, tensor<3000x16xf32> -> tensor<200x3000xf32>
  %a = ag.mul %s, %t : tensor<200x3000xf32>
  %e = ag.exp %a : tensor<200x3000xf32>
  %xs = ag.broadcast %x [1] : tensor<3000xi32> -> tensor<200x3000xi32>
  %ys = ag.broadcast %y [0] : tensor<200xi32> -> tensor<200x3000xi32>
  %j = ag.iota 1 : tensor<200x3000xi32>
  %n = arith.constant dense<37> : tensor<200x3000xi32>
  %m = ag.mul %j, %n : tensor<200x3000xi32>
  %mm = ag.mul %m, %m : tensor<200x3000xi32>
  %c = ag.compare ge %mm, %ys : tensor<200x3000xi32>, tensor<200x3000xi32> -> tensor<200x3000xi1>
  %z = arith.constant dense<0.0> : tensor<200x3000xf32>
  %p = ag.select %c, %e, %z : tensor<200x3000xi1>, tensor<200x3000xf32>, tensor<200x3000xf32> -> tensor<200x3000xf32>
  %r = ag.contract "ij,jd->id" %p, %k : tensor<200x3000xf32>, tensor<3000x16xf32> -> tensor<200x16xf32>
  return %r : tensor<200x16xf32>
}

// Both are anywhere in 64 bits.
// CHECK: [Passed] stream | {{.*}}Function=words
func.func @words(%q: tensor<200x16xf32>, %k: tensor<3000x16xf32>, %x: tensor<3000xi64>, %y: tensor<200xi64>) -> tensor<200x16xf32> {
  %t = arith.constant dense<1.0e-10> : tensor<200x3000xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x16xf32>, tensor<3000x16xf32> -> tensor<200x3000xf32>
  %a = ag.mul %s, %t : tensor<200x3000xf32>
  %e = ag.exp %a : tensor<200x3000xf32>
  %xs = ag.broadcast %x [1] : tensor<3000xi64> -> tensor<200x3000xi64>
  %ys = ag.broadcast %y [0] : tensor<200xi64> -> tensor<200x3000xi64>
  %n = arith.constant dense<4611686018427387904> : tensor<200x3000xi64>
  %m = ag.mul %xs, %n : tensor<200x3000xi64>
  %l = ag.mul %ys, %n : tensor<200x3000xi64>
  %c = ag.compare ge %m, %l : tensor<200x3000xi64>, tensor<200x3000xi64> -> tensor<200x3000xi1>
  %z = arith.constant dense<0.0> : tensor<200x3000xf32>
  %p = ag.select %c, %e, %z : tensor<200x3000xi1>, tensor<200x3000xf32>, tensor<200x3000xf32> -> tensor<200x3000xf32>
  %r = ag.contract "ij,jd->id" %p, %k : tensor<200x3000xf32>, tensor<3000x16xf32> -> tensor<200x16xf32>
  return %r : tensor<200x16xf32>
}

// A number that no double is.
// CHECK: [Passed] stream | {{.*}}Function=constants
func.func @constants(%q: tensor<200x16xf32>, %k: tensor<3000x16xf32>, %x: tensor<3000xi64>, %y: tensor<200xi64>) -> tensor<200x16xf32> {
  %t = arith.constant dense<1.0e-10> : tensor<200x3000xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x16xf32>, tensor<3000x16xf32> -> tensor<200x3000xf32>
  %a = ag.mul %s, %t : tensor<200x3000xf32>
  %e = ag.exp %a : tensor<200x3000xf32>
  %xs = ag.broadcast %x [1] : tensor<3000xi64> -> tensor<200x3000xi64>
  %ys = ag.broadcast %y [0] : tensor<200xi64> -> tensor<200x3000xi64>
  %n = arith.constant dense<9007199254740993> : tensor<200x3000xi64>
  %o = arith.constant dense<9007199254740992> : tensor<200x3000xi64>
  %m = ag.add %xs, %o : tensor<200x3000xi64>
  %l = ag.add %ys, %n : tensor<200x3000xi64>
  %c = ag.compare gt %m, %l : tensor<200x3000xi64>, tensor<200x3000xi64> -> tensor<200x3000xi1>
  %z = arith.constant dense<0.0> : tensor<200x3000xf32>
  %p = ag.select %c, %e, %z : tensor<200x3000xi1>, tensor<200x3000xf32>, tensor<200x3000xf32> -> tensor<200x3000xf32>
  %r = ag.contract "ij,jd->id" %p, %k : tensor<200x3000xf32>, tensor<3000x16xf32> -> tensor<200x16xf32>
  return %r : tensor<200x16xf32>
}
