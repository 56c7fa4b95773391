// Groups iterate over rows or columns, with sizes that are multiples of the tile and others.
// RUN: ag-opt %s --to=structure --ag-tile-groups -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=keepdims --input=randn:1 --dim n=5 --same-as=%s
// RUN: ag-run %s --entry=keepdims --input=randn:1 --dim n=5 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %t.mlir --entry=norm --dim n=5 --dim m=37 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=norm --dim n=5 --dim m=37 --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=norm --dim n=5 --dim m=37 --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=norm --dim n=0 --dim m=3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=norm --dim n=0 --dim m=3 --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=norm --dim n=0 --dim m=3 --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=several --dim n=7 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=several --dim n=7 --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=several --dim n=7 --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=columns --dim m=130 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=columns --dim m=130 --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=columns --dim m=130 --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=columns --dim m=64 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=columns --dim m=64 --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=columns --dim m=64 --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=columns --dim m=5 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=columns --dim m=5 --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=columns --dim m=5 --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s
// RUN: ag-run %t.mlir --entry=nothing --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=nothing --input=randn:1 --on=cpu --march=%widest --same-as=%s
// RUN: ag-run %s --entry=nothing --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s

// Each row is normalized and multiplied by a weight.
func.func @norm(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}, %g: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?x?xf32> {
  %r = ag.fused (%a = %x : tensor<?x?xf32>, %w = %g : tensor<?xf32>) -> tensor<?x?xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %n = tensor.dim %a, %c0 : tensor<?x?xf32>
    %m = tensor.dim %a, %c1 : tensor<?x?xf32>
    %mean = ag.reduce sum %a [1] : tensor<?x?xf32> -> tensor<?xf32>
    %meanb = ag.broadcast %mean [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
    %d = ag.sub %a, %meanb : tensor<?x?xf32>
    %d2 = ag.mul %d, %d : tensor<?x?xf32>
    %var = ag.reduce sum %d2 [1] : tensor<?x?xf32> -> tensor<?xf32>
    %s = ag.rsqrt %var : tensor<?xf32>
    %sb = ag.broadcast %s [0] (%m) : tensor<?xf32> -> tensor<?x?xf32>
    %y = ag.mul %d, %sb : tensor<?x?xf32>
    %wb = ag.broadcast %w [1] (%n) : tensor<?xf32> -> tensor<?x?xf32>
    %z = ag.mul %y, %wb : tensor<?x?xf32>
    ag.yield %z : tensor<?x?xf32>
  }
  return %r : tensor<?x?xf32>
}

// A softmax and its log-sum use the maximum, which is a result as well.
func.func @several(%x: tensor<?x40xf32> {ag.dims = ["n", 40]}) -> (tensor<?x40xf32>, tensor<?xf32>, tensor<?xf32>) {
  %r:3 = ag.fused (%a = %x : tensor<?x40xf32>) -> (tensor<?x40xf32>, tensor<?xf32>, tensor<?xf32>) {
    %m = ag.reduce max %a [1] : tensor<?x40xf32> -> tensor<?xf32>
    %mb = ag.broadcast %m [0] : tensor<?xf32> -> tensor<?x40xf32>
    %d = ag.sub %a, %mb : tensor<?x40xf32>
    %e = ag.exp %d : tensor<?x40xf32>
    %s = ag.reduce sum %e [1] : tensor<?x40xf32> -> tensor<?xf32>
    %sb = ag.broadcast %s [0] : tensor<?xf32> -> tensor<?x40xf32>
    %y = ag.div %e, %sb : tensor<?x40xf32>
    %l = ag.log %s : tensor<?xf32>
    %lse = ag.add %l, %m : tensor<?xf32>
    ag.yield %y, %lse, %m : tensor<?x40xf32>, tensor<?xf32>, tensor<?xf32>
  }
  return %r#0, %r#1, %r#2 : tensor<?x40xf32>, tensor<?xf32>, tensor<?xf32>
}

// Each column's sum is subtracted from the column.
func.func @columns(%x: tensor<37x?xf32> {ag.dims = [37, "m"]}) -> tensor<37x?xf32> {
  %r = ag.fused (%a = %x : tensor<37x?xf32>) -> tensor<37x?xf32> {
    %m = ag.reduce sum %a [0] : tensor<37x?xf32> -> tensor<?xf32>
    %mb = ag.broadcast %m [1] : tensor<?xf32> -> tensor<37x?xf32>
    %d = ag.sub %a, %mb : tensor<37x?xf32>
    ag.yield %d : tensor<37x?xf32>
  }
  return %r : tensor<37x?xf32>
}

// The tensors have no elements.
func.func @nothing(%x: tensor<0x5xf32>, %y: tensor<5x0xf32>) -> (tensor<0x5xf32>, tensor<5x0xf32>) {
  %r = ag.fused (%a = %x : tensor<0x5xf32>) -> tensor<0x5xf32> {
    %m = ag.reduce sum %a [1] : tensor<0x5xf32> -> tensor<0xf32>
    %mb = ag.broadcast %m [0] : tensor<0xf32> -> tensor<0x5xf32>
    %d = ag.sub %a, %mb : tensor<0x5xf32>
    ag.yield %d : tensor<0x5xf32>
  }
  %s = ag.fused (%a = %y : tensor<5x0xf32>) -> tensor<5x0xf32> {
    %m = ag.reduce sum %a [1] : tensor<5x0xf32> -> tensor<5xf32>
    %mb = ag.broadcast %m [0] : tensor<5xf32> -> tensor<5x0xf32>
    %d = ag.sub %a, %mb : tensor<5x0xf32>
    ag.yield %d : tensor<5x0xf32>
  }
  return %r, %s : tensor<0x5xf32>, tensor<5x0xf32>
}

// A reshape that only adds a dimension of size 1 does not prevent fusion.
// CHECK-LABEL: func.func @keepdims(
// CHECK: scf.for
// CHECK: } {{{.*}}ag.parallel}
func.func @keepdims(%x: tensor<?x40xf32> {ag.dims = ["n", 40]}) -> tensor<?x40xf32> {
  %r = ag.fused (%a = %x : tensor<?x40xf32>) -> tensor<?x40xf32> {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %a, %c0 : tensor<?x40xf32>
    %e0 = ag.exp %a : tensor<?x40xf32>
    %s = ag.reduce sum %e0 [1] : tensor<?x40xf32> -> tensor<?xf32>
    %k = ag.reshape %s (%n) : tensor<?xf32> -> tensor<?x1xf32>
    %b = ag.broadcast %k [0, 1] : tensor<?x1xf32> -> tensor<?x40xf32>
    %y = ag.div %e0, %b : tensor<?x40xf32>
    ag.yield %y : tensor<?x40xf32>
  }
  return %r : tensor<?x40xf32>
}
