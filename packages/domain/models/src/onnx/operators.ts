/**
 * Operators that a model may be made of: those that compute and nothing else, always the same from the same inputs.
 *
 * Left out on purpose: `Loop` and `Scan` (work without bound), everything random and `Dropout`, sequences, maps and
 * optionals, pictures and regular expressions.
 */
export const OPERATORS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    '',
    words(`
      Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization BitShift
      BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast CastLike Ceil Celu Clip Compress Concat Constant ConstantOfShape
      Conv ConvInteger ConvTranspose Cos Cosh CumSum DequantizeLinear Div DynamicQuantizeLinear Einsum Elu Equal Erf Exp
      Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool
      GlobalMaxPool Greater GreaterOrEqual GroupNormalization HardSigmoid HardSwish Hardmax Identity If
      InstanceNormalization IsInf IsNaN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax
      LpNormalization LpPool MatMul MatMulInteger Max MaxPool Mean MeanVarianceNormalization Min Mish Mod Mul Neg NonZero
      Not OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN Range Reciprocal
      ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare
      Relu Reshape ReverseSequence RotaryEmbedding Round ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin Sinh
      Size Slice Softmax Softplus Softsign Split Sqrt Squeeze Sub Sum Swish Tan Tanh ThresholdedRelu Tile TopK Transpose
      Trilu Unsqueeze Where Xor`),
  ],
  [
    'ai.onnx.ml',
    words(`
      ArrayFeatureExtractor Binarizer FeatureVectorizer Imputer LabelEncoder LinearClassifier LinearRegressor Normalizer
      OneHotEncoder SVMClassifier SVMRegressor Scaler TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor`),
  ],
]);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
