// A softmax in f32 whose weights are cast to bf16 or f16 for a product alone takes
// one pass, as its divisor leaves the product. In a stream, the weights stay f32.
// RUN: ag-opt %s --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=weights --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=halves --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=scaled --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=weights --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=weights --input=randn:1 --on=cpu --march=%widest --threads=2 --same-as=%s

// REMARKS: [Passed] stream | {{.*}}Function=weights | Remark="3 sums go once through what is reduced"
// CHECK-LABEL: func.func @weights(
// CHECK: scf.for {{.*}} -> (tensor<32xf32>, tensor<32xf32>, tensor<32x8xf32>)
// CHECK-NOT: arith.truncf
// CHECK: scf.yield
// CHECK: arith.truncf
func.func @weights(%q: tensor<70x8xbf16>, %k: tensor<45x8xbf16>, %v: tensor<45x8xbf16>) -> tensor<70x8xbf16> {
  %r = ag.fused (%a = %q : tensor<70x8xbf16>, %b = %k : tensor<45x8xbf16>, %c = %v : tensor<45x8xbf16>) -> tensor<70x8xbf16>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [32]>, <stream operand 1 dim 0 by [16]>]>} {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<70x8xbf16>, tensor<45x8xbf16> -> tensor<70x45xbf16>
    %x = ag.cast %s : tensor<70x45xbf16> -> tensor<70x45xf32>
    %m = ag.reduce max %x [1] : tensor<70x45xf32> -> tensor<70xf32>
    %mb = ag.broadcast %m [0] : tensor<70xf32> -> tensor<70x45xf32>
    %d = ag.sub %x, %mb : tensor<70x45xf32>
    %e = ag.exp %d : tensor<70x45xf32>
    %l = ag.reduce sum %e [1] : tensor<70x45xf32> -> tensor<70xf32>
    %lb = ag.broadcast %l [0] : tensor<70xf32> -> tensor<70x45xf32>
    %p = ag.div %e, %lb : tensor<70x45xf32>
    %w = ag.cast %p : tensor<70x45xf32> -> tensor<70x45xbf16>
    %o = ag.contract "ij,jd->id" %w, %c : tensor<70x45xbf16>, tensor<45x8xbf16> -> tensor<70x8xbf16>
    ag.yield %o : tensor<70x8xbf16>
  }
  return %r : tensor<70x8xbf16>
}

// REMARKS: [Passed] stream | {{.*}}Function=halves | Remark="3 sums go once through what is reduced"
func.func @halves(%q: tensor<70x8xf16>, %k: tensor<45x8xf16>, %v: tensor<45x8xf16>) -> tensor<70x8xf16> {
  %r = ag.fused (%a = %q : tensor<70x8xf16>, %b = %k : tensor<45x8xf16>, %c = %v : tensor<45x8xf16>) -> tensor<70x8xf16>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [32]>, <stream operand 1 dim 0 by [16]>]>} {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<70x8xf16>, tensor<45x8xf16> -> tensor<70x45xf16>
    %x = ag.cast %s : tensor<70x45xf16> -> tensor<70x45xf32>
    %m = ag.reduce max %x [1] : tensor<70x45xf32> -> tensor<70xf32>
    %mb = ag.broadcast %m [0] : tensor<70xf32> -> tensor<70x45xf32>
    %d = ag.sub %x, %mb : tensor<70x45xf32>
    %e = ag.exp %d : tensor<70x45xf32>
    %l = ag.reduce sum %e [1] : tensor<70x45xf32> -> tensor<70xf32>
    %lb = ag.broadcast %l [0] : tensor<70xf32> -> tensor<70x45xf32>
    %p = ag.div %e, %lb : tensor<70x45xf32>
    %w = ag.cast %p : tensor<70x45xf32> -> tensor<70x45xf16>
    %o = ag.contract "ij,jd->id" %w, %c : tensor<70x45xf16>, tensor<45x8xf16> -> tensor<70x8xf16>
    ag.yield %o : tensor<70x8xf16>
  }
  return %r : tensor<70x8xf16>
}

// Values that are computed in bf16 are f32 in a stream, too.
// REMARKS: [Passed] stream | {{.*}}Function=scaled | Remark="3 sums go once through what is reduced"
func.func @scaled(%q: tensor<70x8xbf16>, %k: tensor<45x8xbf16>, %v: tensor<45x8xbf16>) -> tensor<70x8xbf16> {
  %r = ag.fused (%a = %q : tensor<70x8xbf16>, %b = %k : tensor<45x8xbf16>, %c = %v : tensor<45x8xbf16>) -> tensor<70x8xbf16>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [32]>, <stream operand 1 dim 0 by [16]>]>} {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<70x8xbf16>, tensor<45x8xbf16> -> tensor<70x45xbf16>
    %x = ag.cast %s : tensor<70x45xbf16> -> tensor<70x45xf32>
    %m = ag.reduce max %x [1] : tensor<70x45xf32> -> tensor<70xf32>
    %mb = ag.broadcast %m [0] : tensor<70xf32> -> tensor<70x45xf32>
    %d = ag.sub %x, %mb : tensor<70x45xf32>
    %e = ag.exp %d : tensor<70x45xf32>
    %l = ag.reduce sum %e [1] : tensor<70x45xf32> -> tensor<70xf32>
    %lb = ag.broadcast %l [0] : tensor<70xf32> -> tensor<70x45xf32>
    %p = ag.div %e, %lb : tensor<70x45xf32>
    %w = ag.cast %p : tensor<70x45xf32> -> tensor<70x45xbf16>
    %half = arith.constant dense<0.5> : tensor<70x45xbf16>
    %y = ag.mul %w, %half : tensor<70x45xbf16>
    %o = ag.contract "ij,jd->id" %y, %c : tensor<70x45xbf16>, tensor<45x8xbf16> -> tensor<70x8xbf16>
    ag.yield %o : tensor<70x8xbf16>
  }
  return %r : tensor<70x8xbf16>
}
