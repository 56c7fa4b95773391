// The workspace is shown as a table, as JSON, as a drawing, and as remarks.
//
// RUN: ag-opt %s --plan-memory -o %t.mlir 2>&1 | FileCheck %s --check-prefix=TABLE
// RUN: ag-opt %s --to=allocate | diff %t.mlir -
// RUN: ag-compile %s -o %t.o -v --report=%t.json --graph=memory:%t.svg 2>&1 | FileCheck %s --check-prefix=TABLE
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: FileCheck %s --check-prefix=DRAWING < %t.svg
// RUN: ag-compile %s --to=allocate -o - --graph=memory:%t.again.svg | diff %t.mlir -
// RUN: diff %t.svg %t.again.svg
// RUN: ag-compile %s -o %t.o --remarks=analysis 2>&1 | FileCheck %s --check-prefix=REMARKS

// A buffer has the name of the op whose result it holds.
// TABLE:      @f: 131 kB of workspace at n 64, the least that its buffers fit into
// TABLE-NEXT:   buffers 2   that hold temporaries
// TABLE-NEXT:   peak 131072   bytes of the workspace
// TABLE-NEXT:   bound 131072   no plan takes less
// TABLE-NEXT:   gap 0   0.0 %, meets the bound
// TABLE-NEXT:   sum 131072   of all buffers, each by itself
// TABLE-NEXT:   reuse 1.00   sum / peak
// TABLE-NEXT:   greedy 131072   if the largest buffer is placed first
// TABLE:        Most is live (*) at step {{[0-9]+}}, {{.*}} at {{.*}}memory.mlir:{{[0-9]+}}: 131072 bytes.
// TABLE-NEXT:   bytes offset  steps buffer
// TABLE-DAG: * 65536 {{.*}} contract at {{.*}}memory.mlir:[[#@LINE+22]]
// TABLE-DAG: * 65536 {{.*}} contract at {{.*}}memory.mlir:[[#@LINE+22]]
// TABLE:        peak bound gap  at
// TABLE-NEXT:   2048 2048 0.0 %  n 1

// JSON:      "memory": [
// JSON:        "entry": "f",
// JSON:        "n": 64
// JSON:        "peak": 131072,
// JSON:        "busiest": {

// DRAWING: <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 640"
// DRAWING: <title>contract
// DRAWING-NEXT: {{.*}}memory.mlir:{{[0-9]+}}:8
// DRAWING-NEXT: memref&lt;?x256xf32&gt;
// DRAWING-NEXT: 65536 bytes from {{[0-9]+}} on
// DRAWING-NEXT: steps [{{[0-9]+}}, {{[0-9]+}})</title>

// REMARKS: remark: [ag-plan-workspace] analysis sample: at n 1 2.05 kB of workspace, the least that they fit into
// REMARKS: memory.mlir:{{[0-9]+}}:8: remark: [ag-plan-workspace] analysis peak: most is live here, 131 kB: contract at {{.*}}memory.mlir:{{[0-9]+}} (65.5 kB), contract at {{.*}}memory.mlir:{{[0-9]+}} (65.5 kB)
func.func @f(%x: tensor<?x256xf32> {ag.dims = ["n", 256]}, %w: tensor<256x256xf32>) -> tensor<?xf32>
    attributes {ag.ranges = {n = [1, 64]}} {
  %0 = ag.contract "ni,io->no" %x, %w : tensor<?x256xf32>, tensor<256x256xf32> -> tensor<?x256xf32>
  %1 = ag.contract "ni,io->no" %0, %w : tensor<?x256xf32>, tensor<256x256xf32> -> tensor<?x256xf32>
  %2 = ag.contract "ni,ni->n" %0, %1 : tensor<?x256xf32>, tensor<?x256xf32> -> tensor<?xf32>
  return %2 : tensor<?xf32>
}
