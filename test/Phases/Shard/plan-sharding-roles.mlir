// A value whose dimensions are all shorter than an axis stays unsplit; a flag without effect is reported.
// RUN: split-file %s %t
// RUN: ag-opt --shard=dp7 --remarks-filter=ag-plan-sharding %t/main.mlir -o %t/ranks.mlir 2>&1 | FileCheck --check-prefix=DP %s
// RUN: ag-run %t/ranks.mlir --input=randn:1 --weights=randn:2 --same-as=%t/main.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=tp9 --remarks-filter=ag-plan-sharding %t/main.mlir -o %t/ranks.mlir 2>&1 | FileCheck --check-prefix=TP %s
// RUN: ag-run %t/ranks.mlir --input=randn:1 --weights=randn:2 --same-as=%t/main.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=dp2,zero1 --remarks-filter=ag-plan-sharding %t/main.mlir 2>&1 | FileCheck --check-prefix=ZERO1 %s
// RUN: ag-opt --shard=dp2,zero2 --remarks-filter=ag-plan-sharding %t/main.mlir 2>&1 | FileCheck --check-prefix=ZERO2 %s
// RUN: ag-opt --shard=dp2,zero1 --remarks-filter=ag-plan-sharding %t/step.mlir 2>&1 | FileCheck --check-prefix=STEP %s
// RUN: ag-opt --shard=dp7,zero1 --remarks-filter=ag-plan-sharding %t/step.mlir 2>&1 | FileCheck --check-prefix=SHORT %s
// RUN: ag-opt --shard=dp2,tp4 --remarks-filter=ag-plan-sharding %t/main.mlir 2>&1 | FileCheck --check-prefix=LONG %s
// RUN: ag-opt --shard=dp7,@%t/pins.json --remarks-filter=ag-plan-sharding %t/main.mlir 2>&1 | FileCheck --check-prefix=LONG %s
// RUN: ag-compile --shard=tp9 --to=shard --remarks=missed %t/main.mlir -o - 2>&1 | FileCheck --check-prefix=LIFTED %s

// DP: main.mlir:1:17: remark: [Missed] plan {{.*}}"no dimension that its role splits is as long as 7"{{.*}}"argument 0 stays unsplit along dp"
// DP-NOT: Missed
// TP-NOT: Missed
// TP: main.mlir:2:8: remark: [Missed] plan {{.*}}"no dimension that its role splits is as long as 9"{{.*}}"parameter w stays unsplit along tp"
// TP-NOT: Missed
// SAME: same
// ZERO1: remark: [Missed] plan {{.*}}"no argument is a state (ag.alias, ag.role)"{{.*}}"zero1 splits nothing"
// ZERO1-NOT: Missed
// ZERO2: remark: [Missed] plan {{.*}}"no argument is a state (ag.alias, ag.role), no result is a gradient (ag.gradient_of)"{{.*}}"zero2 splits nothing"
// STEP-NOT: Missed
// STEP: "argument 0 is [{dp}]"
// STEP-NOT: Missed
// SHORT-NOT: splits nothing
// SHORT: "argument 0 stays unsplit along dp"
// LONG-NOT: Missed
// LONG: [Analysis] plan {{.*}}optimal
// LONG-NOT: Missed
// LIFTED: main.mlir:2:8: remark: [ag-plan-sharding] missed plan: parameter w stays unsplit along tp: no dimension that its role splits is as long as 9

//--- main.mlir
func.func @main(%x: tensor<6x8xf32>) -> tensor<6x8xf32> {
  %w = ag.parameter "w" : tensor<8x8xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<6x8xf32>, tensor<8x8xf32> -> tensor<6x8xf32>
  return %0 : tensor<6x8xf32>
}

//--- step.mlir
func.func @main(%m: tensor<6xf32>) -> (tensor<6xf32> {ag.alias = 0}) {
  %0 = ag.neg %m : tensor<6xf32>
  return %0 : tensor<6xf32>
}

//--- pins.json
{"arguments": {"0": [[], ["dp"]]}, "results": {"0": [[], ["dp"]]}}
