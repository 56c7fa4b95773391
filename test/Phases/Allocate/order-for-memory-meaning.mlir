// Programs with interleaved branches are ordered to compute these one by one,
// and mean the same.
// RUN: ag-opt %s --to=allocate --remarks-filter=ag-order-for-memory -o %t 2>&1 | FileCheck %s
// RUN: ag-run %s --entry=branches --dim=n=21 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=updates --on=cpu --input=randn:1 --input=randn:2 --input=iota --same-as=%s
// RUN: ag-run %s --entry=turns --dim=n=21 --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=turns --dim=n=21 --on=cpu --input=randn:1 --threads=2 --same-as=%s
// RUN: ag-run %s --entry=loops --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

// CHECK: [[#@LINE+1]]:1: remark: [Passed] order
func.func @branches(%x: tensor<?x64xf32> {ag.dims = ["n", 64]}) -> tensor<?xf32>
    attributes {ag.ranges = {n = [1, 320]}} {
  %r = ag.region "apart" (%a = %x : tensor<?x64xf32>) -> tensor<?xf32> attributes {fuse = "never"} {
    %0 = ag.exp %a : tensor<?x64xf32>
    %1 = ag.tanh %a : tensor<?x64xf32>
    %2 = ag.contract "ni,mi->nm" %a, %a : tensor<?x64xf32>, tensor<?x64xf32> -> tensor<?x?xf32>
    %3 = ag.contract "ni,mi->nm" %0, %0 : tensor<?x64xf32>, tensor<?x64xf32> -> tensor<?x?xf32>
    %4 = ag.contract "ni,mi->nm" %1, %1 : tensor<?x64xf32>, tensor<?x64xf32> -> tensor<?x?xf32>
    %5 = ag.contract "nm,nm->n" %2, %2 : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?xf32>
    %6 = ag.contract "nm,nm->n" %3, %3 : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?xf32>
    %7 = ag.contract "nm,nm->n" %4, %4 : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?xf32>
    %8 = ag.add %5, %6 : tensor<?xf32>
    %9 = ag.add %8, %7 : tensor<?xf32>
    ag.yield %9 : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// %cache is read by the second branch and overwritten by the first result.
// CHECK: [[#@LINE+1]]:1: remark: [Passed] order
func.func @updates(%x: tensor<64x64xf32>, %cache: tensor<64x64xf32>, %i: tensor<2xi32>) -> (tensor<64x64xf32> {ag.alias = 1 : i64}, tensor<64xf32>) {
  %r:2 = ag.region "apart" (%a = %x : tensor<64x64xf32>, %c = %cache : tensor<64x64xf32>, %k = %i : tensor<2xi32>)
      -> (tensor<64x64xf32>, tensor<64xf32>) attributes {fuse = "never"} {
    %0 = ag.contract "ij,jk->ik" %a, %a : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
    %1 = ag.contract "ij,jk->ik" %a, %c : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
    %2 = ag.contract "ij,jk->ik" %0, %0 : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
    %3 = ag.contract "ij,ij->i" %1, %1 : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64xf32>
    %4 = ag.gather 0 error %2, %k : tensor<64x64xf32>, tensor<2xi32> -> tensor<2x64xf32>
    %5 = ag.reduce max %4 [0] : tensor<2x64xf32> -> tensor<64xf32>
    %6 = ag.add %3, %5 : tensor<64xf32>
    ag.yield %2, %6 : tensor<64x64xf32>, tensor<64xf32>
  }
  return %r#0, %r#1 : tensor<64x64xf32>, tensor<64xf32>
}

// CHECK: [[#@LINE+1]]:1: remark: [Passed] order
func.func @loops(%x: tensor<64xf32>, %w: tensor<64x64xf32>) -> tensor<64xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %a = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %w) -> tensor<64x64xf32> {
    %0 = ag.tanh %s : tensor<64x64xf32>
    scf.yield %0 : tensor<64x64xf32>
  }
  %b = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %w) -> tensor<64x64xf32> {
    %0 = ag.sigmoid %s : tensor<64x64xf32>
    scf.yield %0 : tensor<64x64xf32>
  }
  %1 = ag.contract "io,i->o" %a, %x : tensor<64x64xf32>, tensor<64xf32> -> tensor<64xf32>
  %2 = ag.contract "io,i->o" %b, %x : tensor<64x64xf32>, tensor<64xf32> -> tensor<64xf32>
  %3 = ag.add %1, %2 : tensor<64xf32>
  return %3 : tensor<64xf32>
}

// Each iteration of a loop computes all of the branches again.
// CHECK: [[#@LINE+7]]:10: remark: [Passed] order
func.func @turns(%x: tensor<?x64xf32> {ag.dims = ["n", 64]}) -> tensor<?xf32>
    attributes {ag.ranges = {n = [1, 320]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %init = ag.contract "ni,ni->n" %x, %x : tensor<?x64xf32>, tensor<?x64xf32> -> tensor<?xf32>
  %all = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %init) -> tensor<?xf32> {
    %r = ag.region "apart" (%a = %x : tensor<?x64xf32>, %t = %s : tensor<?xf32>) -> tensor<?xf32> attributes {fuse = "never"} {
      %0 = ag.exp %a : tensor<?x64xf32>
      %1 = ag.contract "ni,n->ni" %a, %t : tensor<?x64xf32>, tensor<?xf32> -> tensor<?x64xf32>
      %2 = ag.contract "ni,mi->nm" %1, %a : tensor<?x64xf32>, tensor<?x64xf32> -> tensor<?x?xf32>
      %3 = ag.contract "ni,mi->nm" %0, %1 : tensor<?x64xf32>, tensor<?x64xf32> -> tensor<?x?xf32>
      %4 = ag.contract "nm,nm->n" %2, %2 : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?xf32>
      %5 = ag.contract "nm,nm->n" %3, %3 : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?xf32>
      %6 = ag.add %4, %5 : tensor<?xf32>
      %7 = ag.tanh %6 : tensor<?xf32>
      ag.yield %7 : tensor<?xf32>
    }
    scf.yield %r : tensor<?xf32>
  }
  return %all : tensor<?xf32>
}
