// A weight that is broadcast to rows is read as it is: load does not copy it.
// RUN: ag-opt --to=schedule %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --weights=randn:2 --on=cpu --same-as=%s

// CHECK-NOT: ag.prepared
// CHECK: func.func @main({{.*}}, %{{.*}}: tensor<64xf32> {ag.parameter = "w"})
func.func @main(%x: tensor<8x64xf32>) -> tensor<8x64xf32> {
  %w = ag.parameter "w" : tensor<64xf32>
  %q = ag.mul %x, %x : tensor<8x64xf32>
  %s = ag.reduce sum %q [1] : tensor<8x64xf32> -> tensor<8xf32>
  %r = ag.rsqrt %s : tensor<8xf32>
  %rb = ag.broadcast %r [0] : tensor<8xf32> -> tensor<8x64xf32>
  %n = ag.mul %x, %rb : tensor<8x64xf32>
  %wb = ag.broadcast %w [1] : tensor<64xf32> -> tensor<8x64xf32>
  %y = ag.mul %n, %wb : tensor<8x64xf32>
  return %y : tensor<8x64xf32>
}
