// Infinities and NaNs of masks in groups. An infinite exponent makes a sum of exponentials infinite, and not NaN. An
// infinity that a mask chooses is not multiplied by 0 elsewhere. The least element of NaNs is NaN.
// RUN: ag-run %s --entry=exponents --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=exponents --on=emulator --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=exponents --on=cpu --input=randn:1 --print | FileCheck %s --check-prefix=EXPONENTS
// RUN: ag-run %s --entry=chosen --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=chosen --on=emulator --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=added --on=cpu --input=iota --dim n=17 --dim m=3 --same-as=%s
// RUN: ag-run %s --entry=added --on=emulator --input=iota --dim n=17 --dim m=3 --same-as=%s
// RUN: ag-run %s --entry=least --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=least --on=emulator --input=iota --same-as=%s
// RUN: ag-run %s --entry=less --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=less --on=emulator --input=randn:1 --same-as=%s
// RUN: ag-opt --to=structure --ag-tile-groups %s -o - --remarks-filter=ag-tile-groups 2>&1 | FileCheck %s

// CHECK: [Passed] stream | {{.*}}Function=exponents
// EXPONENTS: inf
// EXPONENTS-NOT: nan
func.func @exponents(%q: tensor<70x1xf32>, %k: tensor<2600x1xf32>, %v: tensor<2600x1xf32>) -> tensor<70x1xf32> {
  %r = ag.fused (%a = %q : tensor<70x1xf32>, %b = %k : tensor<2600x1xf32>, %w = %v : tensor<2600x1xf32>) -> tensor<70x1xf32> {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<70x1xf32>, tensor<2600x1xf32> -> tensor<70x2600xf32>
    %i = ag.iota 0 : tensor<70x2600xi32>
    %j = ag.iota 1 : tensor<70x2600xi32>
    %c = ag.compare ne %i, %j : tensor<70x2600xi32>, tensor<70x2600xi32> -> tensor<70x2600xi1>
    %n = arith.constant dense<0xFF800000> : tensor<70x2600xf32>
    %m = ag.select %c, %s, %n : tensor<70x2600xi1>, tensor<70x2600xf32>, tensor<70x2600xf32> -> tensor<70x2600xf32>
    %p = ag.mul %m, %m : tensor<70x2600xf32>
    %e = ag.exp %p : tensor<70x2600xf32>
    %o = ag.contract "ij,jd->id" %e, %w : tensor<70x2600xf32>, tensor<2600x1xf32> -> tensor<70x1xf32>
    ag.yield %o : tensor<70x1xf32>
  }
  return %r : tensor<70x1xf32>
}

// CHECK: [Missed] stream | {{.*}}Function=chosen | Reason="an infinity would be multiplied"
func.func @chosen(%q: tensor<17x8xf32>, %k: tensor<2600x8xf32>) -> tensor<17x8xf32> {
  %r = ag.fused (%a = %q : tensor<17x8xf32>, %b = %k : tensor<2600x8xf32>) -> tensor<17x8xf32> {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<17x8xf32>, tensor<2600x8xf32> -> tensor<17x2600xf32>
    %e = ag.exp %s : tensor<17x2600xf32>
    %z = arith.constant dense<0.0> : tensor<17x2600xf32>
    %n = arith.constant dense<0xFF800000> : tensor<17x2600xf32>
    %c = ag.compare lt %s, %e : tensor<17x2600xf32>, tensor<17x2600xf32> -> tensor<17x2600xi1>
    %m = ag.select %c, %z, %n : tensor<17x2600xi1>, tensor<17x2600xf32>, tensor<17x2600xf32> -> tensor<17x2600xf32>
    %t = ag.add %e, %m : tensor<17x2600xf32>
    %o = ag.contract "ij,jd->id" %t, %b : tensor<17x2600xf32>, tensor<2600x8xf32> -> tensor<17x8xf32>
    ag.yield %o : tensor<17x8xf32>
  }
  return %r : tensor<17x8xf32>
}

// The infinity is a term of a sum that is multiplied.
// CHECK: [Missed] stream | {{.*}}Function=added | Reason="an infinity would be multiplied"
func.func @added(%s: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %l: tensor<?xf32> {ag.dims = ["n"]}, %x: tensor<?x?xi32> {ag.dims = ["n", "m"]}, %v: tensor<?x8xf32> {ag.dims = ["m", 8]}) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %s, %c0 : tensor<?x?xf32>
  %m = tensor.dim %s, %c1 : tensor<?x?xf32>
  %two = arith.constant dense<2> : tensor<i32>
  %twos = ag.broadcast %two [] (%n, %m) : tensor<i32> -> tensor<?x?xi32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %zeros = ag.broadcast %zero [] (%n, %m) : tensor<f32> -> tensor<?x?xf32>
  %inf = arith.constant dense<0xFF800000> : tensor<f32>
  %infs = ag.broadcast %inf [] (%n, %m) : tensor<f32> -> tensor<?x?xf32>
  %c = ag.compare gt %x, %twos : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi1>
  %added = ag.select %c, %zeros, %infs : tensor<?x?xi1>, tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %each = ag.broadcast %l [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
  %d = ag.sub %each, %s : tensor<?x?xf32>
  %e = ag.exp %d : tensor<?x?xf32>
  %t = ag.add %e, %added : tensor<?x?xf32>
  %r = ag.contract "ij,jd->id" %t, %v : tensor<?x?xf32>, tensor<?x8xf32> -> tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}

func.func @least(%x: tensor<2x130xi32>) -> tensor<2xf16> {
  %r = ag.fused (%g = %x : tensor<2x130xi32>) -> tensor<2xf16> {
    %a = ag.cast %g : tensor<2x130xi32> -> tensor<2x130xf16>
    %i = ag.iota 0 : tensor<2x130xi32>
    %two = arith.constant dense<2> : tensor<2x130xi32>
    %c = ag.compare ge %i, %two : tensor<2x130xi32>, tensor<2x130xi32> -> tensor<2x130xi1>
    %n = arith.constant dense<0xFC00> : tensor<2x130xf16>
    %m = ag.select %c, %a, %n : tensor<2x130xi1>, tensor<2x130xf16>, tensor<2x130xf16> -> tensor<2x130xf16>
    %p = ag.mul %m, %m : tensor<2x130xf16>
    %s = ag.reduce sum %p [1] : tensor<2x130xf16> -> tensor<2xf16>
    %q = ag.sqrt %s : tensor<2xf16>
    %b = ag.broadcast %q [0] : tensor<2xf16> -> tensor<2x130xf16>
    %d = ag.div %m, %b : tensor<2x130xf16>
    %t = ag.tanh %d : tensor<2x130xf16>
    %l = ag.reduce min %t [1] : tensor<2x130xf16> -> tensor<2xf16>
    ag.yield %l : tensor<2xf16>
  }
  return %r : tensor<2xf16>
}

// The sum of the differences would be the difference of sums that are 1e9 times as large, in the rows that are masked.
// CHECK: [Missed] stream | {{.*}}Function=less | Reason="squares of large numbers would be subtracted"
func.func @less(%q: tensor<17x8xf32>, %k: tensor<2600x8xf32>) -> tensor<17x8xf32> {
  %r = ag.fused (%a = %q : tensor<17x8xf32>, %b = %k : tensor<2600x8xf32>) -> tensor<17x8xf32> {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<17x8xf32>, tensor<2600x8xf32> -> tensor<17x2600xf32>
    %i = ag.iota 0 : tensor<17x2600xi32>
    %two = arith.constant dense<2> : tensor<17x2600xi32>
    %c = ag.compare lt %i, %two : tensor<17x2600xi32>, tensor<17x2600xi32> -> tensor<17x2600xi1>
    %n = arith.constant dense<-1.0e9> : tensor<17x2600xf32>
    %m = ag.select %c, %s, %n : tensor<17x2600xi1>, tensor<17x2600xf32>, tensor<17x2600xf32> -> tensor<17x2600xf32>
    %g = ag.reduce max %m [1] : tensor<17x2600xf32> -> tensor<17xf32>
    %b1 = ag.broadcast %g [0] : tensor<17xf32> -> tensor<17x2600xf32>
    %d = ag.sub %m, %b1 : tensor<17x2600xf32>
    %o = ag.contract "ij,jd->id" %d, %b : tensor<17x2600xf32>, tensor<2600x8xf32> -> tensor<17x8xf32>
    ag.yield %o : tensor<17x8xf32>
  }
  return %r : tensor<17x8xf32>
}
