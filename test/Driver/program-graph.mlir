// The program as a drawing: groups are in their regions, each edge has its
// reason, and repeated parts are drawn once.
// RUN: ag-compile %s -o %t.o --graph=%t.svg && FileCheck %s --input-file=%t.svg
// RUN: not ag-compile %s --to=fuse -o %t.mlir --graph=program:%t.again.svg --graph=memory:%t.memory.svg 2>&1 | FileCheck %s --check-prefix=MEMORY
// RUN: ag-compile %s -o %t.o --graph=program:%t.again.svg --graph=memory:%t.memory.svg && diff %t.svg %t.again.svg
// RUN: FileCheck %s --check-prefix=STEPS --input-file=%t.memory.svg
// MEMORY: error: --graph=memory: there is nothing to draw: the phase allocate, which plans memory, is past or was not asked for
// STEPS: steps of the program

// CHECK: <svg xmlns="http://www.w3.org/2000/svg"
// CHECK: @network: {{[0-9.]+}} {{.*}}s</text>
// CHECK: <g><title>3 times, {{[0-9.]+}} {{.*}}s, {{[0-9]+}} %</title>
// CHECK: <g><title>layer</title>
// CHECK: <g><title>1 pass
// CHECK-NEXT: 49.2 kB, 532 kFLOP
// CHECK-NEXT: bound by computing</title>{{.*}}>1 pass, {{[0-9.]+}} us, 33 %</text>
// CHECK-NOT: layer
// CHECK: <title>&apos;ag.contract&apos; of layer is computed together with &apos;ag.exp&apos; of layer at {{[0-9]+}}:10
// CHECK-NEXT: {{^}}registers</title>
// CHECK: is a border
// CHECK: <title>x
// CHECK-NEXT: 64x64xf32, 16.4 kB</title>
// CHECK: <title>contract
// CHECK-NEXT: 64x64xf32{{$}}
// CHECK-NEXT: registers{{$}}
// CHECK-NEXT: program-graph.mlir:[[#@LINE+5]]:10</title>
// CHECK-NOT: <title>contract

func.func @network(%x: tensor<64x64xf32> {ag.name = "x"}, %v: tensor<64x64xf32>, %w: tensor<64x64xf32>, %u: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %0 = ag.region "layer" (%a = %x : tensor<64x64xf32>, %m = %v : tensor<64x64xf32>) -> tensor<64x64xf32> attributes {fuse = "within"} {
    %c = ag.contract "ij,jk->ik" %a, %m : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
    %e = ag.exp %c : tensor<64x64xf32>
    %s = ag.add %e, %a : tensor<64x64xf32>
    ag.yield %s : tensor<64x64xf32>
  }
  %1 = ag.region "layer" (%a = %0 : tensor<64x64xf32>, %m = %w : tensor<64x64xf32>) -> tensor<64x64xf32> attributes {fuse = "within"} {
    %c = ag.contract "ij,jk->ik" %a, %m : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
    %e = ag.exp %c : tensor<64x64xf32>
    %s = ag.add %e, %a : tensor<64x64xf32>
    ag.yield %s : tensor<64x64xf32>
  }
  %2 = ag.region "layer" (%a = %1 : tensor<64x64xf32>, %m = %u : tensor<64x64xf32>) -> tensor<64x64xf32> attributes {fuse = "within"} {
    %c = ag.contract "ij,jk->ik" %a, %m : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
    %e = ag.exp %c : tensor<64x64xf32>
    %s = ag.add %e, %a : tensor<64x64xf32>
    ag.yield %s : tensor<64x64xf32>
  }
  return %2 : tensor<64x64xf32>
}
