// Integers that a stream reads have the signedness of the program and wrap as
// they do there.
// RUN: ag-opt %s --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=lengths --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=bytes --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=products --input=iota --same-as=%s
// RUN: ag-run %s --entry=lengths --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=bytes --input=iota --on=cpu --same-as=%s
// RUN: ag-run %s --entry=products --input=iota --on=cpu --same-as=%s

// Each query's number of keys is a ui8, which may be above 127.
// CHECK: [Passed] stream | {{.*}}Function=lengths
func.func @lengths(%q: tensor<200x16xf32>, %k: tensor<3000x16xf32>, %y: tensor<200xui8>) -> tensor<200x16xf32> {
  %t = arith.constant dense<1.0e-10> : tensor<200x3000xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x16xf32>, tensor<3000x16xf32> -> tensor<200x3000xf32>
  %a = ag.mul %s, %t : tensor<200x3000xf32>
  %e = ag.exp %a : tensor<200x3000xf32>
  %l = ag.cast %y : tensor<200xui8> -> tensor<200xi64>
  %b = ag.broadcast %l [0] : tensor<200xi64> -> tensor<200x3000xi64>
  %j = ag.iota 1 : tensor<200x3000xi64>
  %c = ag.compare ge %b, %j : tensor<200x3000xi64>, tensor<200x3000xi64> -> tensor<200x3000xi1>
  %z = arith.constant dense<0.0> : tensor<200x3000xf32>
  %p = ag.select %c, %e, %z : tensor<200x3000xi1>, tensor<200x3000xf32>, tensor<200x3000xf32> -> tensor<200x3000xf32>
  %o = ag.contract "ij,jd->id" %p, %k : tensor<200x3000xf32>, tensor<3000x16xf32> -> tensor<200x16xf32>
  return %o : tensor<200x16xf32>
}

// An i8 index wraps, so it is not the index itself.
// CHECK: [Passed] stream | {{.*}}Function=bytes
func.func @bytes(%q: tensor<200x16xf32>, %k: tensor<3000x16xf32>) -> tensor<200x16xf32> {
  %t = arith.constant dense<1.0e-10> : tensor<200x3000xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x16xf32>, tensor<3000x16xf32> -> tensor<200x3000xf32>
  %a = ag.mul %s, %t : tensor<200x3000xf32>
  %e = ag.exp %a : tensor<200x3000xf32>
  %i = ag.iota 0 : tensor<200x3000xi8>
  %j = ag.iota 1 : tensor<200x3000xi8>
  %c = ag.compare ge %i, %j : tensor<200x3000xi8>, tensor<200x3000xi8> -> tensor<200x3000xi1>
  %z = arith.constant dense<0.0> : tensor<200x3000xf32>
  %p = ag.select %c, %e, %z : tensor<200x3000xi1>, tensor<200x3000xf32>, tensor<200x3000xf32> -> tensor<200x3000xf32>
  %o = ag.contract "ij,jd->id" %p, %k : tensor<200x3000xf32>, tensor<3000x16xf32> -> tensor<200x16xf32>
  return %o : tensor<200x16xf32>
}

// A large multiple of an index wraps to a negative number.
// CHECK: [Passed] stream | {{.*}}Function=products
func.func @products(%q: tensor<200x16xf32>, %k: tensor<3000x16xf32>) -> tensor<200x16xf32> {
  %t = arith.constant dense<1.0e-10> : tensor<200x3000xf32>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<200x16xf32>, tensor<3000x16xf32> -> tensor<200x3000xf32>
  %a = ag.mul %s, %t : tensor<200x3000xf32>
  %e = ag.exp %a : tensor<200x3000xf32>
  %j = ag.iota 1 : tensor<200x3000xi32>
  %n = arith.constant dense<20000000> : tensor<200x3000xi32>
  %m = ag.mul %j, %n : tensor<200x3000xi32>
  %o = arith.constant dense<0> : tensor<200x3000xi32>
  %c = ag.compare ge %m, %o : tensor<200x3000xi32>, tensor<200x3000xi32> -> tensor<200x3000xi1>
  %z = arith.constant dense<0.0> : tensor<200x3000xf32>
  %p = ag.select %c, %e, %z : tensor<200x3000xi1>, tensor<200x3000xf32>, tensor<200x3000xf32> -> tensor<200x3000xf32>
  %r = ag.contract "ij,jd->id" %p, %k : tensor<200x3000xf32>, tensor<3000x16xf32> -> tensor<200x16xf32>
  return %r : tensor<200x16xf32>
}
