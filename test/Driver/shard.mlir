// Ranks are compared with the whole program, and ag-compile describes them.
// RUN: ag-run %s --shard=tp2 --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %s --shard=tp2 --grad=main:wrt=0:of=0 --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-compile %s --shard=tp2 --to=shard -o %t.mlir 2>&1 | FileCheck %s
// RUN: not ag-run %s --shard=tp2 --on=cpu --input=randn:1 --weights=randn:2 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not ag-run %t.mlir --shard=tp2 --input=randn:1 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: ag-compile %s --to=structure -o %t.structure.mlir
// RUN: not ag-compile %t.structure.mlir --shard=tp2 --to=schedule -o - 2>&1 | FileCheck %s --check-prefix=PAST
// RUN: not ag-run %t.structure.mlir --shard=tp2 --input=randn:1 2>&1 | FileCheck %s --check-prefix=PAST
// RUN: not ag-run %s --shard=pp2 --input=randn:1 2>&1 | FileCheck %s --check-prefix=SPEC

// SAME: same
// CHECK: main on tp 2 (optimal): a rank holds 1.02 kB of parameters, 48 B of states, 256 B of arguments, at most
// CHECK: sends 256 B in {{.*}} us: 2 all_gather along tp 256 B
// CPU: error: {{.*}}one rank
// TWICE: error: the program is that of one rank of #ag.mesh<tp = 2>, which is not for the phase shard
// PAST: error: --shard is for the phase shard, which the program is past; give it as it was before
// SPEC: --shard {{.*}}pp
func.func @main(%x: tensor<4x16xf32>, %s: tensor<24xf32>) -> (tensor<4x16xf32>, tensor<24xf32> {ag.alias = 1}) {
  %w = ag.parameter "w" : tensor<16x16xf32>
  %v = ag.parameter "v" : tensor<16x16xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<4x16xf32>, tensor<16x16xf32> -> tensor<4x16xf32>
  %1 = ag.tanh %0 : tensor<4x16xf32>
  %2 = ag.contract "bi,io->bo" %1, %v : tensor<4x16xf32>, tensor<16x16xf32> -> tensor<4x16xf32>
  %3 = ag.neg %s : tensor<24xf32>
  return %2, %3 : tensor<4x16xf32>, tensor<24xf32>
}
