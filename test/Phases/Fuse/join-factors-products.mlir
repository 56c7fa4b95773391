// Load fails, and names the parameters, if their product loses its digits.
// RUN: ag-opt --ag-join-factors %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=scaled --input=randn:1 --weights=zeros --same-as=%s
// RUN: ag-run %s --entry=scaled --input=randn:1 --weights=zeros --on=cpu --same-as=%s
// RUN: not ag-run %t --entry=scaled --input=ones --weights=iota 2>&1 | FileCheck %s --check-prefix=SCALED
// RUN: not ag-run %t --entry=scaled --input=ones --weights=iota --precision=declared 2>&1 | FileCheck %s --check-prefix=SCALED
// RUN: not ag-run %s --entry=scaled --input=ones --weights=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=SCALED
// RUN: not ag-run %t --entry=divided --input=ones --weights=iota 2>&1 | FileCheck %s --check-prefix=DIVIDED
// RUN: not ag-run %s --entry=divided --input=ones --weights=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=DIVIDED
// RUN: ag-run %t --entry=beside --input=ones --weights=iota --same-as=%s
// RUN: not ag-run %t --entry=inside --input=ones --weights=iota 2>&1 | FileCheck %s --check-prefix=INSIDE
// RUN: not ag-run %s --entry=inside --input=ones --weights=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=INSIDE
// RUN: ag-run %t --entry=infinite --input=ones --weights=iota --same-as=%s --precision=declared
// The check is in load; no check is left in the entry.
// RUN: ag-opt --to=schedule %s | FileCheck %s --check-prefix=LOAD
// LOAD-LABEL: func.func @scaled(
// LOAD-NOT: ag.require
// LOAD: func.func @load(
// LOAD: ag.require

// CHECK-LABEL: func.func @scaled(
// CHECK: %[[W:.*]] = ag.exp
// CHECK: %[[G:.*]] = ag.exp
// CHECK: %[[N:.*]] = linalg.generic {{.*}}["reduction", "reduction"]{{.*}} ins(%[[W]], %[[G]]
// CHECK: tensor.extract %[[N]]
// CHECK: ag.require
// CHECK: %[[V:.*]] = ag.mul %[[W]]
// CHECK: ag.contract {{.*}} %arg0, %[[V]]
// SCALED: error: {{.*}}parameter 'w' times parameter 'g': an element overflows, or all become subnormal; scale these parameters so that none does
func.func @scaled(%x: tensor<3x8xf32>) -> tensor<3x8xf32> {
  %w = ag.parameter "w" : tensor<8x8xf32>
  %g = ag.parameter "g" : tensor<8xf32>
  %we = ag.exp %w : tensor<8x8xf32>
  %gg = ag.mul %g, %g : tensor<8xf32>
  %ge = ag.exp %gg : tensor<8xf32>
  %y = ag.contract "if,fg->ig" %x, %we : tensor<3x8xf32>, tensor<8x8xf32> -> tensor<3x8xf32>
  %gb = ag.broadcast %ge [1] : tensor<8xf32> -> tensor<3x8xf32>
  %s = ag.mul %y, %gb : tensor<3x8xf32>
  return %s : tensor<3x8xf32>
}

// A quotient that becomes subnormal because of two other parameters. In
// @beside, larger elements are in the same sums, so that these lose nothing.
// DIVIDED: error: {{.*}}parameter 'v' divided by parameters 'd', 'e': an element overflows, or all become subnormal
func.func @divided(%x: tensor<3x8xf32>) -> tensor<3x8xf32> {
  %v = ag.parameter "v" : tensor<8x8xf32>
  %d = ag.parameter "d" : tensor<8xf32>
  %e = ag.parameter "e" : tensor<8xf32>
  %c = arith.constant dense<-8.0e+01> : tensor<8x8xf32>
  %vn = ag.sub %c, %v : tensor<8x8xf32>
  %ve = ag.exp %vn : tensor<8x8xf32>
  %de = ag.mul %d, %e : tensor<8xf32>
  %q = ag.exp %de : tensor<8xf32>
  %y = ag.contract "if,fg->ig" %x, %ve : tensor<3x8xf32>, tensor<8x8xf32> -> tensor<3x8xf32>
  %qb = ag.broadcast %q [1] : tensor<8xf32> -> tensor<3x8xf32>
  %z = ag.div %y, %qb : tensor<3x8xf32>
  return %z : tensor<3x8xf32>
}
func.func @beside(%x: tensor<3x8xf32>) -> tensor<3x8xf32> {
  %v = ag.parameter "v" : tensor<8x8xf32>
  %d = ag.parameter "d" : tensor<8xf32>
  %e = ag.parameter "e" : tensor<8xf32>
  %vn = ag.neg %v : tensor<8x8xf32>
  %ve = ag.exp %vn : tensor<8x8xf32>
  %de = ag.mul %d, %e : tensor<8xf32>
  %q = ag.exp %de : tensor<8xf32>
  %y = ag.contract "if,fg->ig" %x, %ve : tensor<3x8xf32>, tensor<8x8xf32> -> tensor<3x8xf32>
  %qb = ag.broadcast %q [1] : tensor<8xf32> -> tensor<3x8xf32>
  %z = ag.div %y, %qb : tensor<3x8xf32>
  return %z : tensor<3x8xf32>
}

// A product in a region in a loop is checked once, outside of both.
// CHECK-LABEL: func.func @inside(
// CHECK: ag.exp
// CHECK: ag.exp
// CHECK: ag.require
// CHECK: scf.for
// CHECK-NOT: ag.require
// CHECK: return
// INSIDE: error: {{.*}}parameter 'w' times parameter 'g': an element overflows
func.func @inside(%x: tensor<3x8xf32>) -> tensor<3x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %w = ag.parameter "w" : tensor<8x8xf32>
  %g = ag.parameter "g" : tensor<8xf32>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<3x8xf32> {
    %z = ag.region "norm" (%b = %a : tensor<3x8xf32>, %wr = %w : tensor<8x8xf32>, %gr = %g : tensor<8xf32>) -> tensor<3x8xf32> {
      %we = ag.exp %wr : tensor<8x8xf32>
      %gg = ag.mul %gr, %gr : tensor<8xf32>
      %ge = ag.exp %gg : tensor<8xf32>
      %y = ag.contract "if,fg->ig" %b, %we : tensor<3x8xf32>, tensor<8x8xf32> -> tensor<3x8xf32>
      %gb = ag.broadcast %ge [1] : tensor<8xf32> -> tensor<3x8xf32>
      %s = ag.mul %y, %gb : tensor<3x8xf32>
      ag.yield %s : tensor<3x8xf32>
    }
    scf.yield %z : tensor<3x8xf32>
  }
  return %r : tensor<3x8xf32>
}

// Factors that are 0 or infinite themselves do not fail the check.
// CHECK-LABEL: func.func @infinite(
// CHECK: ag.require
func.func @infinite(%x: tensor<3x8xf32>) -> tensor<3x8xf32> {
  %w = ag.parameter "u" : tensor<8x8xf32>
  %g = ag.parameter "h" : tensor<8xf32>
  %gl = ag.log %g : tensor<8xf32>
  %we = ag.exp %w : tensor<8x8xf32>
  %y = ag.contract "if,fg->ig" %x, %we : tensor<3x8xf32>, tensor<8x8xf32> -> tensor<3x8xf32>
  %gb = ag.broadcast %gl [1] : tensor<8xf32> -> tensor<3x8xf32>
  %s = ag.mul %y, %gb : tensor<3x8xf32>
  return %s : tensor<3x8xf32>
}

// The range of a constant is known, so nothing is checked.
// CHECK-LABEL: func.func @constant(
// CHECK-NOT: ag.require
func.func @constant(%x: tensor<3x8xf32>) -> tensor<3x8xf32> {
  %w = ag.parameter "t" : tensor<8x8xf32>
  %c = arith.constant dense<0.5> : tensor<3x8xf32>
  %y = ag.contract "if,fg->ig" %x, %w : tensor<3x8xf32>, tensor<8x8xf32> -> tensor<3x8xf32>
  %s = ag.mul %y, %c : tensor<3x8xf32>
  return %s : tensor<3x8xf32>
}
