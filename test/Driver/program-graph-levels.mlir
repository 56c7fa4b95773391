// A value in the drawing has its bytes if it is in memory. Otherwise, it has the
// tile that the group's loops hold, or says that it is in registers.
// RUN: ag-compile %s --march=x86-64-v4 -o %t.o --graph=program:%t.svg && FileCheck %s --input-file=%t.svg

// A stream over the keys: neither scores nor weights are in memory.
// CHECK: @attention
// CHECK: <title>{{.*}}ag.contract{{.*}} is computed together
// CHECK-NEXT: {{^}}tile of [[TILE:[0-9]+ x [0-9]+, [0-9.]+ kB]]</title>
// CHECK: <title>contract
// CHECK-NEXT: 512x512xf32{{$}}
// CHECK-NEXT: tile of [[TILE]]{{$}}
// CHECK: 512x64xf32, 131 kB
func.func @attention(%q: tensor<512x64xf32>, %k: tensor<512x64xf32>, %v: tensor<512x64xf32>) -> tensor<512x64xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<512x64xf32>, tensor<512x64xf32> -> tensor<512x512xf32>
  %m = ag.reduce max %s [1] : tensor<512x512xf32> -> tensor<512xf32>
  %b = ag.broadcast %m [0] : tensor<512xf32> -> tensor<512x512xf32>
  %d = ag.sub %s, %b : tensor<512x512xf32>
  %e = ag.exp %d : tensor<512x512xf32>
  %n = ag.reduce sum %e [1] : tensor<512x512xf32> -> tensor<512xf32>
  %o = ag.contract "ij,jd->id" %e, %v : tensor<512x512xf32>, tensor<512x64xf32> -> tensor<512x64xf32>
  %c = ag.broadcast %n [0] : tensor<512xf32> -> tensor<512x64xf32>
  %y = ag.div %o, %c : tensor<512x64xf32>
  return %y : tensor<512x64xf32>
}

// One loop computes both. The argument is above their group.
// CHECK: @registers
// CHECK: <g><title>1 pass
// CHECK: <rect x="{{[0-9.]+}}" y="90.0"
// CHECK: <title>argument 0
// CHECK-NEXT: <rect x="{{[0-9.]+}}" y="24.0"
// CHECK: <title>exp
// CHECK-NEXT: 512x512xf32{{$}}
// CHECK-NEXT: registers{{$}}
// CHECK: <title>add
// CHECK-NEXT: 512x512xf32, 1.05 MB{{$}}
func.func @registers(%x: tensor<512x512xf32>) -> tensor<512x512xf32> {
  %e = ag.exp %x : tensor<512x512xf32>
  %s = ag.add %e, %x : tensor<512x512xf32>
  return %s : tensor<512x512xf32>
}
