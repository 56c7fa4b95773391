// The report has each decision with its reason, for people and for programs.
//
// RUN: ag-compile %s -o %t.o --remarks=passed,missed 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: ag-compile %s -o %t.o --name=m --remarks=analysis 2>&1 | FileCheck %s --check-prefix=ANALYSIS
// RUN: ag-compile %s -o %t.o --remarks=ag-schedule-cpu 2>&1 | FileCheck %s --check-prefix=PIPELINE
// RUN: ag-compile %s -o %t.o --name=m --report=%t.json && FileCheck %s --check-prefix=JSON < %t.json

// Two reports of one program differ only in times.
// RUN: ag-compile %s -o %t.o --name=m --report=- | grep -v '"seconds"' > %t.again
// RUN: grep -v '"seconds"' %t.json | diff %t.again -

// REMARKS-NOT: analysis
// REMARKS: report.mlir:[[#@LINE+48]]:8: remark: [ag-lift-parameters] passed parameter: "w" becomes argument 1
// REMARKS: report.mlir:[[#@LINE+49]]:8: remark: [ag-fuse] missed edge: 'ag.exp' is computed apart from 'ag.contract' at [[#@LINE+50]]:8: 
// REMARKS: report.mlir:[[#@LINE+47]]:8: remark: [ag-insert-checks] passed check: needs no check: two sizes are provably equal
// REMARKS: report.mlir:[[#@LINE+48]]:8: remark: [ag-tile-contractions] passed contraction: becomes register tiles of 6 x 16
// REMARKS-NOT: analysis

// The name of a pipeline selects each of its passes.
// PIPELINE-NOT: [ag-insert-checks]
// PIPELINE: remark: [ag-tile-contractions] passed contraction
// PIPELINE: remark: [ag-vectorize-rows] passed elementwise
// PIPELINE-NOT: [ag-plan-workspace]

// ANALYSIS-NOT: passed
// ANALYSIS: remark: [ag-estimate-cost] analysis cost: 4.61 kFLOP at batch 8
// ANALYSIS: remark: [ag-plan-workspace] analysis workspace: {{.*}} for 1 temporaries, the least that they fit into
// ANALYSIS: m_run(batch in 1..8): 4.61 kFLOP and 512 B of workspace at batch 8, the least that its buffers fit into

// JSON:      "format": 1,
// JSON:      "name": "m",
// JSON-NEXT: "kind": "cpu",
// JSON-NEXT: "march": "x86-64-v3",
// JSON:      "name": "trace",
// JSON:      "name": "ag-lift-parameters",
// JSON:      "ops_before": {{[0-9]+}},
// JSON-NEXT: "ops_after": {{[0-9]+}},
// JSON-NEXT: "counts": {
// JSON-NEXT:   "parameter": {
// JSON-NEXT:     "passed": 1
// JSON:      "name": "LLVM: emit",
// JSON:      "remarks": [
// JSON:      "kind": "missed",
// JSON-NEXT: "phase": "fuse",
// JSON-NEXT: "pass": "ag-fuse",
// JSON-NEXT: "name": "edge",
// JSON-NEXT: "function": "f",
// JSON-NEXT: "file": "{{.*}}report.mlir",
// JSON-NEXT: "line": [[#@LINE+14]],
// JSON-NEXT: "column": 8,
// JSON-NEXT: "message": "'ag.exp' is computed apart from 'ag.contract' at [[#@LINE+13]]:8",
// JSON-NEXT: "reason": "'ag.exp' would be computed again in each iteration of the group's loops: 128 FLOP more",
// JSON:      "name": "workspace",
// JSON:      "bound": 512,
// JSON-NEXT: "buffers": 1,
// JSON-NEXT: "bytes": 512,
// JSON-NEXT: "gap": 0,
// JSON-NEXT: "sizes": "batch 8"
func.func @f(%x: tensor<?x16xf32> {ag.dims = ["batch", 16]}) -> tensor<16x16xf32>
    attributes {ag.ranges = {batch = [1, 8]}} {
  %w = ag.parameter "w" : tensor<16x16xf32>
  %0 = ag.mul %x, %x : tensor<?x16xf32>
  %1 = ag.exp %0 : tensor<?x16xf32>
  %2 = ag.contract "bi,bo->io" %1, %x : tensor<?x16xf32>, tensor<?x16xf32> -> tensor<16x16xf32>
  %3 = ag.add %2, %w : tensor<16x16xf32>
  return %3 : tensor<16x16xf32>
}
