//===- OpRoundTripTest.cpp - ops, as Specs, written again -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "WriterTest.h"
#include "ag/Dialect/AG/IR/Elementwise/OpOfPrimitive.h"
#include "ag/Interfaces/StructuredOp.h"

namespace {
struct Row {
  /// A function's arguments, an op on them, and the names of the ops that are
  /// written for it in ag's vocabulary
  /// `ops` are those that are written; null for any that are not of linalg.
  const char *arguments, *op, *ops;
};

class OpRoundTripTest : public WriterTest {
protected:
  void check(const Row &row) {
    std::string text = std::string("func.func @f(") + row.arguments +
                       ") {\n%r = " + row.op + "\nreturn\n}";
    SCOPED_TRACE(text);
    auto program = parseSourceString<ModuleOp>(text, &context);
    ASSERT_TRUE(program);
    program->walk([&](StructuredOpInterface op) {
      SmallVector<Value> operands = op.getSpecOperands();
      ValueRange values(operands);
      WriterTest::check(op.getSpec(), values.getTypes(), {});
      std::string ops = opsOf(op.getSpec(), values.getTypes(), Vocabulary::AG);
      if (row.ops)
        EXPECT_EQ(ops, row.ops);
      else
        EXPECT_EQ(ops.find("linalg."), std::string::npos) << ops;
    });
  }

  /// Returns another type with bits as many as those of `own`, without unsigned
  /// ones, which ops of upstream do not have; `own` if there is none.
  static T findOther(T own) {
    const T *other = llvm::find_if(allScalarTypes, [&](T type) {
      return getBitWidth(type) == getBitWidth(own) && type != own &&
             getKind(type) != ScalarKind::Unsigned;
    });
    return other == std::end(allScalarTypes) ? own : *other;
  }

  /// Applies a cast to i16, or a bitcast to another type of the same width.
  static Expr convert(P primitive, Expr operand, ScalarProgram &program) {
    return primitive == P::Cast
               ? program.cast(operand, T::I16)
               : program.bitcast(operand, findOther(operand.type()));
  }

  /// Returns the Spec of an elementwise primitive over i and j.
  Spec elementwise(P primitive, T type) {
    Spec spec;
    spec.loops = {Extent::dimension(0, 0), Extent::dimension(0, 1)};
    SmallVector<Expr> operands;
    for (unsigned k = 0; k < getArity(primitive); ++k) {
      spec.inputs.push_back({k, map("(i, j) -> (i, j)")});
      bool isCondition = primitive == P::Select && k == 0;
      operands.push_back(spec.body.input(isCondition ? T::I1 : type));
    }
    Expr result = isConversion(primitive)
                      ? convert(primitive, operands.front(), spec.body)
                      : spec.body.apply(primitive, operands);
    spec.body.yield(result);
    spec.results = {{map("(i, j) -> (i, j)"), result.type(), result.type()}};
    return spec;
  }
};

constexpr P allPrimitives[] = {
#define AG_ENUMERATOR(name, ...) P::name,
    AG_PRIMITIVES(AG_ENUMERATOR)
#undef AG_ENUMERATOR
};
} // namespace

TEST_F(OpRoundTripTest, EachPrimitiveOfEachType) {
  for (P primitive : allPrimitives)
    for (T type : allScalarTypes) {
      if (!accepts(primitive, type) ||
          (primitive == P::Bitcast && findOther(type) == type))
        continue;
      SCOPED_TRACE(getSpelling(primitive).str() + " of " +
                   getSpelling(type).str());
      Spec spec = elementwise(primitive, type);
      for (int64_t size : {int64_t(3), ShapedType::kDynamic}) {
        SmallVector<Type> types;
        for (T each : spec.body.inputTypes())
          types.push_back(
              RankedTensorType::get({size, 4}, getMLIRType(each, &context)));
        WriterTest::check(spec, types, {});
        std::string ops = opsOf(spec, types, Vocabulary::AG);
        if (hasElementwiseOp(primitive, spec.results.front().type))
          EXPECT_EQ(ops.find("ag."), ops.rfind("ag.")) << ops;
        else
          EXPECT_NE(ops.find("linalg.generic"), std::string::npos) << ops;
      }
    }
}

TEST_F(OpRoundTripTest, Elementwise) {
  check({"%a: tensor<3xf32>", "ag.stop_gradient %a : tensor<3xf32>", ""});
  check({"%a: tensor<?xf16>", "ag.sigmoid %a : tensor<?xf16>",
         "arith.constant tensor.dim arith.constant ag.broadcast ag.compare "
         "ag.neg ag.select ag.exp arith.constant ag.broadcast ag.select "
         "ag.add ag.div"});
}

TEST_F(OpRoundTripTest, Contractions) {
  for (
      Row row : {
          Row{"%a: tensor<3x4xf32>, %b: tensor<4x5xf32>",
              R"(ag.contract "ij,jk->ik" %a, %b : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>)",
              "ag.contract"},
          Row{"%a: tensor<?x4xbf16>, %b: tensor<?x3xbf16>",
              R"(ag.contract "ij,ik->kj" %a, %b : tensor<?x4xbf16>, tensor<?x3xbf16> -> tensor<3x4xbf16>)",
              "ag.contract"},
          Row{"%a: tensor<4x4xui8>, %b: tensor<4x?xui8>",
              R"(ag.contract "ii,ij->j" %a, %b : tensor<4x4xui8>, tensor<4x?xui8> -> tensor<?xui8>)",
              "ag.contract"},
          Row{"%a: tensor<3xf32>, %b: tensor<4xf32>",
              R"(ag.contract "i,j->ji" %a, %b : tensor<3xf32>, tensor<4xf32> -> tensor<4x3xf32>)",
              "ag.contract"},
      })
    check(row);
}

TEST_F(OpRoundTripTest, Reductions) {
  for (Row row : {
           Row{"%a: tensor<3x4xf16>",
               "ag.reduce sum %a [0] : tensor<3x4xf16> -> tensor<4xf16>",
               "ag.reduce"},
           Row{"%a: tensor<?x4xui8>",
               "ag.reduce prod %a [1] : tensor<?x4xui8> -> tensor<?xui8>",
               "ag.reduce"},
           Row{"%a: tensor<?x4xi1>",
               "ag.reduce max %a [0, 1] : tensor<?x4xi1> -> tensor<i1>",
               "ag.reduce"},
           Row{"%a: tensor<0x4xf32>",
               "ag.reduce min %a [0] : tensor<0x4xf32> -> tensor<4xf32>",
               "ag.reduce"},
       })
    check(row);
}

TEST_F(OpRoundTripTest, Shapes) {
  for (Row row : {
           Row{"%a: tensor<4xf32>, %n: index",
               "ag.broadcast %a [1] (%n) : tensor<4xf32> -> tensor<?x4x2xf32>",
               "ag.broadcast"},
           Row{"%a: tensor<1x4xf32>, %n: index",
               "ag.broadcast %a [0, 1] (%n) : tensor<1x4xf32> -> "
               "tensor<?x4xf32>",
               "ag.reshape ag.broadcast"},
           Row{"%a: tensor<?x4x3xi1>",
               "ag.transpose %a [2, 0, 1] : tensor<?x4x3xi1> -> "
               "tensor<3x?x4xi1>",
               "ag.transpose"},
           Row{"%a: tensor<8x9xf32>, %n: index",
               "ag.slice %a [%n, 0] [2, %n] [2, 3] : tensor<8x9xf32> -> "
               "tensor<2x?xf32>",
               "ag.slice"},
       })
    check(row);
}

TEST_F(OpRoundTripTest, Indices) {
  for (Row row : {
           Row{"%n: index", "ag.iota 0 (%n) : tensor<?x4xf32>",
               "ag.iota ag.cast ag.broadcast"},
           Row{"", "ag.iota 1 : tensor<3x4xi64>", "ag.iota ag.broadcast"},
           Row{"%a: tensor<2xui32>",
               "ag.random_bits %a : tensor<2xui32> -> tensor<3x4xui32>",
               /*ops=*/nullptr},
           Row{"%a: tensor<2xui32>, %o: tensor<2xui32>",
               "ag.random_bits %a from %o : tensor<2xui32>, tensor<2xui32> -> "
               "tensor<3x4xui32>",
               /*ops=*/nullptr},
       })
    check(row);
}
